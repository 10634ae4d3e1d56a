import { z } from 'zod'

/** A time as HAProxy writes it. A bare number would be milliseconds, which nobody expects who reads it. */
export const duration = z
  .string({ error: ({ input }) => (typeof input === 'number' ? `must have a unit: ${input}ms, 5s, 1h` : undefined) })
  .regex(/^\d+(us|ms|s|m|h|d)$/, 'a time with its unit is needed: 500ms, 5s, 1h')

/** A number of entries or bytes, such as `200k`. */
export const size = z
  .union([z.int().min(1), z.string().regex(/^[1-9]\d*[kmg]?$/i)], 'a number is needed, such as 1000 or 200k')
  .transform(String)

/** Text that is one argument in the file: it is quoted there. */
export const argument = z
  .string()
  .min(1)
  .max(2000)
  .regex(/^[^\p{Cc}]+$/u, 'one line without control characters is needed')

/** Words of HAProxy that go into its line as they are written. */
export const rawWords = argument.refine(
  (value) => !/(^|\s)#/.test(value),
  'a "#" would make a comment of the rest of the line',
)

/** The name of a header or of a cookie. */
export const token = z.string().regex(/^[A-Za-z0-9_.!%&'*+^`|~-]+$/, 'a name without spaces and quotes is needed')

const PLAIN = /^[A-Za-z0-9_.:/@%+,=?&*~|;()[\]{}<>!^-]+$/

/** One argument in haproxy.cfg, quoted where it must be. */
export function word(value: string): string {
  return PLAIN.test(value) ? value : quoted(value)
}

/** Always between double quotes, in which `\`, `"` and `$` mean something, and line ends have names. */
export function quoted(value: string): string {
  const escaped = value
    .replaceAll(/[\\"$]/g, '\\$&')
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
  return `"${escaped}"`
}

/** The words of a line of haproxy.cfg, its comment left out. Quotes and escapes are only skipped, not taken away. */
export function wordsOf(line: string): readonly string[] {
  const found = line.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s#"'\\]|(?<=\S)#)+|#.*$/g) ?? []
  return found.filter((one) => !one.startsWith('#'))
}
