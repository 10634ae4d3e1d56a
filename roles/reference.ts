import { z } from 'zod'
import type { FollowedRule, Role } from './contract.ts'

/** One key of a role's vars, or of a resource, in the reference. */
export interface ReferenceKey {
  readonly key: string
  /** Such as `text`, `whole number, 1 to 255`, `rr | wrr | lc`, `list`. */
  readonly type: string
  readonly required: boolean
  /** As JSON; undefined if there is none. */
  readonly default: string | undefined
  readonly description: string
  /** The keys of its value. */
  readonly keys: readonly ReferenceKey[]
}

/** The reference of a role. */
export interface RoleReference {
  readonly name: string
  readonly summary: string
  /** A play with the role, in YAML. */
  readonly example?: string
  readonly vars: readonly ReferenceKey[]
  readonly rules: readonly FollowedRule[]
}

/** Makes a role's reference from the schema that checks its vars, so that the two cannot differ. */
export function referenceOf(role: Role<unknown>): RoleReference {
  const { name, summary, example, vars, rules = [] } = role
  return { name, summary, ...(example !== undefined && { example }), vars: schemaReference(vars), rules }
}

/** The keys that a schema accepts, in the order in which they are written. */
export function schemaReference(schema: z.ZodType): readonly ReferenceKey[] {
  return keysOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema)
}

/** The part of JSON Schema that zod generates from the vars' schemas. */
interface Schema {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
}

function keysOf(schema: Schema): readonly ReferenceKey[] {
  return objectsIn(schema).flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).map(([key, one]) => ({
      key,
      type: typeOf(one),
      required: required.includes(key) && one.default === undefined,
      default: defaultOf(one),
      description: one.description ?? '',
      keys: keysOf(one),
    })),
  )
}

/** The object schemas of a value, or of the entries of a list; each once, where a value may be one entry or a list of them. */
function objectsIn(schema: Schema): readonly Schema[] {
  if (schema.properties !== undefined) return [schema]
  const inner = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])]
  return [...new Map(inner.flatMap(objectsIn).map((one) => [JSON.stringify(one), one])).values()]
}

function defaultOf({ default: value }: Schema): string | undefined {
  const isEmptyList = Array.isArray(value) && value.length === 0
  return value === undefined || isEmptyList ? undefined : JSON.stringify(value)
}

function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(', or ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.join(' | ')
  switch (schema.type) {
    case 'string':
      return 'text'
    case 'boolean':
      return 'true | false'
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'whole number' : 'number'}${range(schema)}`
    case 'array':
      return `list${schema.items?.properties === undefined ? ` of ${typeOf(schema.items ?? {})}` : ''}`
    case 'object':
      return schema.properties === undefined ? 'map' : 'keys'
    default:
      return 'secret'
  }
}

function range({ minimum, maximum }: Schema): string {
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  if (least && most) return `, ${minimum} to ${maximum}`
  return least ? `, ${minimum} or more` : ''
}
