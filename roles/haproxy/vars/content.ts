import { z } from 'zod'
import { configName } from '../../kit/vars/words.ts'
import { argument } from './words.ts'

/** Responses that are compressed. */
export const compression = z.strictObject({
  algo: z
    .array(z.enum(['gzip', 'deflate', 'raw-deflate', 'identity']))
    .min(1)
    .default(['gzip'])
    .describe('algorithms, the preferred first'),
  types: z
    .array(argument.regex(/^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+$/, 'a type such as text/css is needed'))
    .min(1)
    .default(['text/html', 'text/css', 'text/plain', 'application/javascript', 'application/json'])
    .describe('the types of content'),
  offload: z
    .boolean()
    .default(false)
    .describe('servers need not compress: they do not hear that the client could take it'),
})

export type Compression = z.output<typeof compression>

/** Memory for responses. */
export const cache = z.strictObject({
  name: configName.describe('its name in sections'),
  size: z.int().min(1).max(4095).default(64).describe('megabytes'),
  max_object: z.int().min(1).optional().describe("the largest response in bytes; default: a 256th of the cache's size"),
  max_age: z.int().min(1).default(60).describe('seconds that a response is kept at most'),
})

/** Answers of HAProxy that have a file. */
const STATUSES = [200, 400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504] as const

/** Own pages for HAProxy's own answers. */
export const errorPages = z.strictObject({
  name: configName.describe('its name in sections'),
  type: argument.default('text/html').describe('the Content-Type'),
  pages: z
    .record(
      z.string().refine((status) => (STATUSES as readonly number[]).includes(Number(status)), {
        error: `HAProxy has pages for ${STATUSES.join(', ')}`,
      }),
      z.string().max(12_000),
    )
    .describe('the text of each page, by its status: { 503: "<h1>Back soon</h1>" }'),
})

const word = z.string().regex(/^[^\s#\p{Cc}][^\s\p{Cc}]*$/u, 'a key without blanks is needed')

/** A file with values by keys. */
export const map = z.strictObject({
  name: configName.describe('its name; the file is /etc/haproxy/maps/NAME.map'),
  entries: z.record(word, z.string().regex(/^\S[^\p{Cc}]*$/u, 'one line is needed')).describe('values by their keys'),
})

/** A file with values. */
export const list = z.strictObject({
  name: configName.describe('its name; the file is /etc/haproxy/maps/NAME.list'),
  values: z.array(z.string().regex(/^[^\s#\p{Cc}][^\p{Cc}]*$/u, 'one line is needed')).describe('its values'),
})
