import { z } from 'zod'

// Text fields that several specs share, so that all of them accept and refuse the same.

const CONTROL = /\p{Cc}/u

/** An absolute path in its shortest form: no `..`, no doubled or trailing slash, no control characters. */
export const absolutePath = z
  .string()
  .refine((path) => path.startsWith('/'), { error: 'must be an absolute path, such as /etc/motd', abort: true })
  .refine((path) => !CONTROL.test(path), 'must not hold control characters')
  .refine((path) => path !== '/' && isShortest(path), 'must not hold //, /./, /../ or end in /')

function isShortest(path: string): boolean {
  return path
    .slice(1)
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..')
}

/** Four octal digits as text. YAML reads an unquoted 0644 as a number; which one depends on the YAML version. */
export const mode = z
  .string({ error: ({ input }) => (typeof input === 'number' ? "must be quoted, such as '0644'" : undefined) })
  .regex(/^0?[0-7]{3}$|^[1-7][0-7]{3}$/, "must be three or four octal digits, such as '0644'")
  .transform((digits) => digits.padStart(4, '0'))

/** The name of a user or a group. */
export const account = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*\$?$/, 'must be the name of an account, such as www-data')

export const presence = z.enum(['present', 'absent'])

/** One line of shell code or text. */
export const oneLine = z
  .string()
  .min(1)
  .refine((line) => !CONTROL.test(line), 'must be one line without control characters')

/** The name of a network interface. */
export const interfaceName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@-]{0,14}$/, 'must be the name of a network interface, such as eth0')
