import { z } from 'zod'

/** What is said of keys by which something was known once: `lb_algo` is met with `write scheduler`. */
export type FormerKeys = Readonly<Record<string, string>>

/** The same words of several keys, or words made of each. */
export function ofEach(keys: readonly string[], said: string | ((key: string) => string)): FormerKeys {
  return Object.fromEntries(keys.map((key) => [key, typeof said === 'string' ? said : said(key)]))
}

const registry = z.registry<{ readonly keys: FormerKeys }>()

/** The same schema; where it meets a key of an old tutorial as unknown, the error names what is written today. */
export function modernKeys<Schema extends z.ZodType>(schema: Schema, keys: FormerKeys): Schema {
  registry.add(schema, { keys })
  return schema
}

/** What is said of a key that schemas do not know any more; undefined for one that they never knew. */
export function saidOfFormer(key: string, schemas: readonly z.core.$ZodType[]): string | undefined {
  const said = schemas.map((schema) => registry.get(schema)?.keys ?? {})
  return said.find((keys) => Object.hasOwn(keys, key))?.[key]
}
