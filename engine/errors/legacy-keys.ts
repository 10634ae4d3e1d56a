import { z } from 'zod'

/** What is said of keys by which something was known once: `lb_algo` is met with `write scheduler`. */
export type LegacyKeys = Readonly<Record<string, string>>

/** The same words of several keys, or words made of each. */
export function ofEach(keys: readonly string[], said: string | ((key: string) => string)): LegacyKeys {
  return Object.fromEntries(keys.map((key) => [key, typeof said === 'string' ? said : said(key)]))
}

const registry = z.registry<{ readonly keys: LegacyKeys }>()

/** The same schema; where it meets a key of an old tutorial as unknown, the error names what is written today. */
export function refusingLegacyKeys<Schema extends z.ZodType>(schema: Schema, keys: LegacyKeys): Schema {
  registry.add(schema, { keys })
  return schema
}

/** What is said of a key that schemas do not know any more; undefined for one that they never knew. */
export function adviceOnLegacyKey(key: string, schemas: readonly z.core.$ZodType[]): string | undefined {
  const said = schemas.map((schema) => registry.get(schema)?.keys ?? {})
  return said.find((keys) => Object.hasOwn(keys, key))?.[key]
}
