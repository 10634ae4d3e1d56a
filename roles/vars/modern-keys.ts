import { z } from 'zod'

/** What old names of keys are met with: `lb_algo` with `write scheduler`. */
export type FormerNames = Readonly<Record<string, string>>

/** A schema that meets keys as tutorials write them with what is written today, at their place. */
export function modernKeys<Schema extends z.ZodType>(schema: Schema, former: FormerNames) {
  return z.preprocess((value, context) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
    const entries = Object.entries(value)
    const old = entries.filter(([key]) => Object.hasOwn(former, key))
    for (const [key] of old) context.addIssue({ code: 'custom', path: [key], message: `${former[key]}`, input: value })
    return Object.fromEntries(entries.filter((entry) => !old.includes(entry)))
  }, schema)
}
