import type { z } from 'zod'

/** What a schema may be made of, whatever its type. */
interface Inside {
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

/** The schema that a path leads to, as far as it can be followed. */
export function schemaAt(
  schema: z.core.$ZodType | undefined,
  path: readonly PropertyKey[],
): z.core.$ZodType | undefined {
  const [first, ...others] = path
  const here = unwrapped(schema)
  if (here === undefined || first === undefined) return here
  const inside = insideOf(here)
  if (inside.options === undefined) {
    return schemaAt(inside.shape?.[String(first)] ?? inside.element ?? inside.valueType, others)
  }
  const found = inside.options.map((option) => schemaAt(option, path)).filter((one) => one !== undefined)
  return found.find((one) => keysOf(one).length > 0) ?? found[0]
}

/** The keys that an object's schema knows, of a union those of all its branches. */
export function keysOf(schema: z.core.$ZodType | undefined): readonly string[] {
  return objectsIn(schema).flatMap((one) => Object.keys(insideOf(one).shape ?? {}))
}

/** The schemas of objects that a value may have to meet: one, or those of a union's branches. */
export function objectsIn(schema: z.core.$ZodType | undefined): readonly z.core.$ZodType[] {
  const here = unwrapped(schema)
  if (here === undefined) return []
  const { shape, options = [] } = insideOf(here)
  return shape === undefined ? options.flatMap(objectsIn) : [here]
}

/** Whether a schema says itself what becomes of keys that it does not know. */
export function isOpen(schema: z.core.$ZodType): boolean {
  const here = unwrapped(schema)
  return here === undefined || insideOf(here).type !== 'object' || insideOf(here).catchall !== undefined
}

/** Without optional, default, lazy and what comes before or after a transform. */
function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema === undefined) return undefined
  const inside = insideOf(schema)
  const isPreprocess = inside.in !== undefined && insideOf(inside.in).type === 'transform'
  const inner = inside.innerType ?? inside.getter?.() ?? (isPreprocess ? inside.out : inside.in)
  return inner === undefined ? schema : unwrapped(inner)
}

function insideOf(schema: z.core.$ZodType): Inside {
  return schema._zod.def as unknown as Inside
}
