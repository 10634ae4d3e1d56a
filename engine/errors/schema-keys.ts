import type { z } from 'zod'

/** The parts that schemas of any type may have. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>
  readonly catchall?: z.core.$ZodType
  readonly element?: z.core.$ZodType
  readonly valueType?: z.core.$ZodType
  readonly options?: readonly z.core.$ZodType[]
  readonly innerType?: z.core.$ZodType
  readonly in?: z.core.$ZodType
  readonly out?: z.core.$ZodType
  readonly getter?: () => z.core.$ZodType
}

/** The schema at the path; undefined if the path cannot be followed. */
export function schemaAt(
  schema: z.core.$ZodType | undefined,
  path: readonly PropertyKey[],
): z.core.$ZodType | undefined {
  const [first, ...others] = path
  const here = unwrapped(schema)
  if (here === undefined || first === undefined) return here
  const definition = definitionOf(here)
  if (definition.options === undefined) {
    return schemaAt(definition.shape?.[String(first)] ?? definition.element ?? definition.valueType, others)
  }
  const found = definition.options.map((option) => schemaAt(option, path)).filter((one) => one !== undefined)
  return found.find((one) => keysOf(one).length > 0) ?? found[0]
}

/** The keys of an object's schema; for a union, the keys of all its branches. */
export function keysOf(schema: z.core.$ZodType | undefined): readonly string[] {
  return objectsIn(schema).flatMap((one) => Object.keys(definitionOf(one).shape ?? {}))
}

/** The object schemas among which a value is checked: one, or those of a union's branches. */
export function objectsIn(schema: z.core.$ZodType | undefined): readonly z.core.$ZodType[] {
  const here = unwrapped(schema)
  if (here === undefined) return []
  const { shape, options = [] } = definitionOf(here)
  return shape === undefined ? options.flatMap(objectsIn) : [here]
}

/** Whether the schema itself handles unknown keys, by accepting or by refusing them. */
export function isOpen(schema: z.core.$ZodType): boolean {
  const here = unwrapped(schema)
  return here === undefined || definitionOf(here).type !== 'object' || definitionOf(here).catchall !== undefined
}

/** Removes optional, default, lazy and transforms around a schema. */
function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema === undefined) return undefined
  const definition = definitionOf(schema)
  const isPreprocess = definition.in !== undefined && definitionOf(definition.in).type === 'transform'
  const inner = definition.innerType ?? definition.getter?.() ?? (isPreprocess ? definition.out : definition.in)
  return inner === undefined ? schema : unwrapped(inner)
}

function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition
}
