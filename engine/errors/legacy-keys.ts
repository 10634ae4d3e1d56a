import { z } from 'zod'

/** Messages by legacy key, such as `write scheduler` for `lb_algo`. */
export type LegacyKeys = Readonly<Record<string, string>>

/** One message for several keys, or a message made from each key. */
export function ofEach(keys: readonly string[], message: string | ((key: string) => string)): LegacyKeys {
  return Object.fromEntries(keys.map((key) => [key, typeof message === 'string' ? message : message(key)]))
}

const registry = z.registry<{ readonly keys: LegacyKeys }>()

/** Returns the same schema. Its errors for unknown keys then use the messages of `keys`, which name the modern form. */
export function refusingLegacyKeys<Schema extends z.ZodType>(schema: Schema, keys: LegacyKeys): Schema {
  registry.add(schema, { keys })
  return schema
}

/** The message for a legacy key of these schemas; undefined for any other key. */
export function adviceOnLegacyKey(key: string, schemas: readonly z.core.$ZodType[]): string | undefined {
  const legacy = schemas.map((schema) => registry.get(schema)?.keys ?? {})
  return legacy.find((keys) => Object.hasOwn(keys, key))?.[key]
}
