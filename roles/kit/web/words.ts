import { z } from 'zod'

// Web servers would read variables, quotes and the end of the directive out of these.
/** The absolute path of a folder or file, as web servers take it between quotes. */
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

/** The name of a site or an upstream, which names its file too. */
export const webName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/, 'letters, digits, ".", "_" and "-" are allowed, at most 64')

/** What is asked for in a URL. */
export const urlPath = z.string().regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')

/** Which answer a web server must give. */
export const expectedAnswer = z.strictObject({
  path: urlPath.default('/').describe('what is asked for'),
  status: z.int().min(100).max(599).default(200).describe('what must be answered'),
})

/** A header's value as config files take it between double quotes. */
export const headerValue = z
  .string()
  .max(1000)
  .regex(/^[^"\\\p{Cc}]*$/u, 'a value without double quotes, backslashes and control characters is needed')

/** The name of a header of HTTP. */
export const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, 'the name of a header is needed, such as X-Frame-Options')

/** An amount of time as nginx and Apache write it: `30s`, `500ms`. */
export const duration = z
  .union([z.int().min(0), z.string().regex(/^\d+(ms|s|m|h|d)?$/)], 'seconds, or a time such as 500ms, 30s or 5m')
  .transform(String)
