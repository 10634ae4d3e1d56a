import { z } from 'zod'
import { withSecrets } from '../../kit/vars/secret-text.ts'
import { hasComment, isOpen } from '../words.ts'

/** Milliseconds by unit. */
const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** HAProxy counts milliseconds with 31 bits. */
const LONGEST = 2 ** 31

/** A time in HAProxy's syntax. A unit is required: HAProxy reads a bare number as milliseconds, which surprises readers. */
export const duration = z
  .string({ error: ({ input }) => (typeof input === 'number' ? `must have a unit: ${input}ms, 5s, 1h` : undefined) })
  .regex(/^\d+(us|ms|s|m|h|d)$/, 'a time with its unit is needed: 500ms, 5s, 1h')
  .refine(
    (value) => !/^0+[a-z]/.test(value),
    'zero is no limit to HAProxy, or an error: leave the key out, or write a long time such as 24h',
  )
  .refine((value) => {
    const [, number, unit = ''] = /^(\d+)([a-z]+)$/.exec(value) ?? []
    return Number(number) * (UNITS[unit] ?? 0) < LONGEST
  }, 'HAProxy counts no more than 24 days')

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

/** Words in HAProxy's syntax that are written into a line unchanged. */
export const rawWords = argument
  .refine(
    (value) => !hasComment(value),
    'a "#" turns the rest of the line into a comment, also inside a word: write it in quotes, or as \\#',
  )
  .refine((value) => !isOpen(value), 'a quote is not closed, or a backslash ends the words')

/** An argument in which secrets may stand. */
export const secretArgument = withSecrets(argument)

/** Raw words in which secrets may stand. */
export const secretWords = withSecrets(rawWords)

/** The name of a header or of a cookie. */
export const token = z.string().regex(/^[A-Za-z0-9_.!%&*+^`|~-]+$/, 'a name without spaces and quotes is needed')
