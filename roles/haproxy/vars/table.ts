import { z } from 'zod'
import { argument, duration, size } from './words.ts'

export const TABLE_TYPES = ['ip', 'ipv6', 'integer', 'string', 'binary'] as const

/** What a stick table holds, whether clients stay by it or rules count in it. */
export const tableKeys = {
  length: z.int().min(1).max(1024).optional().describe('the length at which a string is cut'),
  size: size.default('200k').describe('the maximum number of entries'),
  expire: duration.default('30m').describe('how long an entry is kept after its last use'),
  nopurge: z.boolean().default(false).describe('a full table refuses new entries instead of dropping the oldest'),
  store: z
    .array(argument.regex(/^[a-z0-9_(),]+$/, 'a kind of data is needed, such as conn_cur'))
    .default([])
    .describe('data in each entry, such as http_req_rate(10s)'),
}

/** A table in which rules count. */
export const table = z.strictObject({
  type: z.enum(TABLE_TYPES).default('ipv6').describe('the type of the key; ipv6 holds both families (rule 58)'),
  ...tableKeys,
})

export type Table = z.output<typeof table>
