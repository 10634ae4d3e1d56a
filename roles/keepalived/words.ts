import { z } from 'zod'

// keepalived cannot escape a quote, and `$`, `#`, `!`, `@` and `~` have a meaning in its files.
const QUOTABLE = /^[^"\\$\p{Cc}]+$/u

/** Text that is written between quotes. */
export const quotable = z
  .string()
  .max(1000)
  .regex(QUOTABLE, 'quotes, backslashes, "$" and control characters cannot be written in keepalived.conf')

/** A program with its arguments. The path is absolute, as keepalived runs only programs of trusted paths (rule 19). */
export const commandLine = quotable.regex(/^\//, 'the absolute path of a program is needed, with or without arguments')

/** One word without quotes, such as a host name. */
export const word = z
  .string()
  .regex(/^[A-Za-z0-9_.:/?&=%+,;*()-]+$/, 'letters, digits and _ . : / ? & = % + , ; * ( ) - are allowed')

/** One word of keepalived.conf: `"a b"`. */
export function quoted(value: string): string {
  return `"${value}"`
}
