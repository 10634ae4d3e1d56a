import { z } from 'zod'

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

/** The name of an HTTP header. */
export const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, 'the name of a header is needed, such as X-Frame-Options')

/** An amount of time as nginx and Apache write it: `30s`, `500ms`. */
export const duration = z
  .union([z.int().min(0), z.string().regex(/^\d+(ms|s|m|h|d)?$/)], 'seconds, or a time such as 500ms, 30s or 5m')
  .transform(String)
