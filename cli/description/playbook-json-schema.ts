import { z } from 'zod'
import { resourceTypes } from '../../engine/resources/registry.ts'
import { allowSchema, playbookSchema } from '../../playbooks/schema.ts'
import { builtInRoles } from './built-in-roles.ts'
import { builtInRole } from './find-role.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** The JSON Schema of playbooks, with the variables of the built-in roles and the fields of all tasks. */
export async function playbookJsonSchema(): Promise<JsonSchema> {
  const schema = toJson(playbookSchema)
  return { ...schema, $defs: { ...schema.$defs, role: await roleSchema(), task: taskSchema() } }
}

/** A role's name, or its name with the variables of this role. */
async function roleSchema(): Promise<JsonSchema> {
  const names = await builtInRoles()
  const roles = await Promise.all(names.map(async (name) => ({ ...(await builtInRole(name)).role, name })))
  const branches = roles.map(({ name, summary, vars }) => ({
    if: { properties: { role: { const: name } }, required: ['role'] },
    // biome-ignore lint/suspicious/noThenProperty: the name is JSON Schema's.
    then: { description: summary, properties: { vars: withLookups(toJson(vars)) } },
  }))
  const properties = {
    role: { type: 'string', examples: [...names] },
    vars: { type: ['object', 'null'] },
    allow: toJson(allowSchema.describe('Rules of the field that this role may break here, each with the reason.')),
  }
  const whole = { type: 'object', properties, required: ['role'], additionalProperties: false, allOf: branches }
  return { anyOf: [{ type: 'string', examples: [...names] }, whole] } as JsonSchema
}

/** One resource of any kind. */
function taskSchema(): JsonSchema {
  const kinds = [...resourceTypes.values()].map(({ kind, summary, spec }) => {
    return [kind, { ...withLookups(toJson(spec)), description: summary }] as const
  })
  const properties = Object.fromEntries(kinds)
  return { type: 'object', properties, additionalProperties: false, minProperties: 1, maxProperties: 1 }
}

function toJson(schema: z.ZodType): JsonSchema {
  const { $schema, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' })
  return json
}

const LOOKUP = { type: 'string', pattern: '\\$\\{' } as const

/** A look-up may stand for any value. */
function withLookups(schema: JsonSchema): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([key, inner]) => [key, orLookup(inner)] as const)
  const { items, additionalProperties } = schema
  return {
    ...schema,
    ...(schema.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
    ...(isSchema(items) ? { items: orLookup(items) } : {}),
    ...(isSchema(additionalProperties) ? { additionalProperties: orLookup(additionalProperties) } : {}),
    ...(schema.anyOf === undefined ? {} : { anyOf: schema.anyOf.map((inner) => withLookups(inner)) }),
  }
}

function orLookup(schema: JsonSchema | boolean): JsonSchema | boolean {
  if (!isSchema(schema)) return schema
  const { description, default: preset, ...inner } = withLookups(schema)
  return {
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
    anyOf: [inner, LOOKUP],
  }
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
