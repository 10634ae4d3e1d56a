import { z } from 'zod'
import { Secret, Text, text } from '../../../engine/secrets.ts'

/** The absolute path of a folder or file, for use between quotes: no character in it means anything to a web server. */
export const webPath = z
  .string()
  .regex(
    /^\/[^"'\\$;{}\p{Cc}]*[^"'\\$;{}\p{Cc}/]$/u,
    'an absolute path without quotes, "$", ";", braces and a slash at the end is needed',
  )

/** The name of a file in a folder. */
export const fileName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'the name of a file is needed, such as index.html')

/** A name that a site answers to. */
export const serverName = z
  .string()
  .regex(/^[A-Za-z0-9_.*-]+$/, 'a host name is needed, such as www.example.com or *.example.com')

/** The same, or a regular expression behind `~`, for nginx. */
export const nginxServerName = z.string().superRefine((written, context) => {
  const complain = (message: string) => context.addIssue({ code: 'custom', message })
  if (!written.startsWith('~')) {
    for (const { message } of serverName.safeParse(written).error?.issues ?? []) complain(message)
  } else if (!/^~[^\s"'\p{Cc}]+$/u.test(written)) complain('a regular expression without blanks and quotes is needed')
  else if (!isRegularExpression(written.slice(1))) complain('this is no regular expression')
})

/** nginx uses PCRE. Apart from `(?P<` and `(?i)`, an expression that is invalid in JavaScript is a mistake. */
export function isRegularExpression(written: string): boolean {
  try {
    new RegExp(written.replaceAll(/\(\?P?<(?![=!])|\(\?i\)/g, (found) => (found === '(?i)' ? '' : '(?<')))
    return true
  } catch {
    return false
  }
}

/** A host name that is looked up, such as app.example.com. */
export const dnsName = z
  .string()
  .max(253)
  .regex(
    /^(?=.*[A-Za-z])(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*$/,
    'a host name is needed, such as app.example.com',
  )

/** The name of a site or an upstream, which is also the name of its file. */
export const webName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, 'letters, digits, ".", "_" and "-" are allowed, at most 64')

/** The path and query of a URL. */
export const urlPath = z.string().regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')

/** A header's value, for use between double quotes. */
export const headerValue = z
  .string()
  .max(1000)
  .regex(/^[^"\\\p{Cc}]*$/u, 'a value without double quotes, backslashes and control characters is needed')

/** A header's value that may be, or hold, a secret, such as "Bearer ${secret:TOKEN}". */
export const headerText = z.union(
  [
    headerValue,
    z
      .union([z.instanceof(Secret).transform((one) => text`${one}`), z.instanceof(Text)])
      .refine((one) => headerValue.safeParse(one.reveal()).success, {
        error: 'the secret has double quotes, backslashes or control characters, which a header cannot have here',
      }),
  ],
  { error: ({ input }) => (typeof input === 'number' ? 'must be text: quote the number' : undefined) },
)

/** The name of an HTTP header. */
export const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, 'the name of a header is needed, such as X-Frame-Options')

/** An amount of time as nginx and Apache write it: `30s`, `500ms`. */
export const duration = z
  .union([z.int().min(0), z.string().regex(/^\d+(ms|s|m|h|d)?$/)], 'seconds, or a time such as 500ms, 30s or 5m')
  .transform(String)
