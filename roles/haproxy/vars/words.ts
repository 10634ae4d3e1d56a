import { z } from 'zod'

/** A time in HAProxy's syntax. A unit is required: HAProxy reads a bare number as milliseconds, which surprises readers. */
export const duration = z
  .string({ error: ({ input }) => (typeof input === 'number' ? `must have a unit: ${input}ms, 5s, 1h` : undefined) })
  .regex(/^\d+(us|ms|s|m|h|d)$/, 'a time with its unit is needed: 500ms, 5s, 1h')

/** A number of entries, such as `200k`. */
export const size = z
  .union([z.int().min(1), z.string().regex(/^[1-9]\d*[kmg]?$/i)], 'a number is needed, such as 1000 or 200k')
  .transform(String)

/** Text that is written as one quoted argument. */
export const argument = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^[^\p{Cc}]+$/u, 'one line without control characters is needed')

/** Whether a `#` outside quotes, without a backslash before it, begins a comment: HAProxy takes it anywhere (rule 54). */
export function hasComment(value: string): boolean {
  return value.replaceAll(/\\.|"(?:\\.|[^"\\])*"|'[^']*'/g, '').includes('#')
}

/** Words in HAProxy's syntax that are written into a line unchanged. */
export const rawWords = argument.refine(
  (value) => !hasComment(value),
  'a "#" turns the rest of the line into a comment, also inside a word: write it in quotes, or as \\#',
)

/** The name of a header or of a cookie. */
export const token = z.string().regex(/^[A-Za-z0-9_.!%&'*+^`|~-]+$/, 'a name without spaces and quotes is needed')
