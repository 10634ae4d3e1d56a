import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { configName } from '../../kit/vars/words.ts'
import { legacyCookieNames, refusingLegacy } from '../legacy/names.ts'
import { argument, duration, rawWords, size, token } from '../words.ts'

/** A client stays with its server by a cookie. */
export const cookie = refusingLegacy(
  z
    .strictObject(
      {
        name: token.describe('name of the cookie'),
        mode: z
          .enum(['insert', 'prefix', 'rewrite'])
          .default('insert')
          .describe(
            "insert: one of HAProxy's own; prefix: before the value of the application's; rewrite: instead of it",
          ),
        indirect: z.boolean().optional().describe('servers do not see it; default: true with insert'),
        nocache: z.boolean().default(true).describe('caches on the way do not keep answers that set it'),
        httponly: z.boolean().default(true).describe('scripts in the browser do not see it'),
        secure: z.boolean().default(false).describe('only over TLS'),
        preserve: z.boolean().default(false).describe('one that the server sets is left alone'),
        postonly: z.boolean().default(false).describe('only answers to POST set it'),
        domain: z
          .string()
          .regex(/^\.?[A-Za-z0-9.-]+$/, 'a domain is needed')
          .optional()
          .describe('for all hosts of a domain'),
        max_idle: duration.optional().describe('counts no longer when it was not used so long'),
        max_life: duration.optional().describe('counts no longer when it is so old'),
        attr: z
          .array(argument.regex(/^[^;]+$/, 'no ";"'))
          .default([])
          .describe('further attributes, such as SameSite=Lax'),
      },
      { error: notALine('{ name: SERVERID }') },
    )
    .refine((one) => one.indirect !== true || one.mode !== 'rewrite', {
      path: ['indirect'],
      error: 'a cookie that servers set cannot be hidden from them',
    })
    .refine((one) => one.mode !== 'rewrite' || (one.max_idle === undefined && one.max_life === undefined), {
      error: 'with mode rewrite the server says how long it lasts',
    }),
  legacyCookieNames,
)

export type CookieVars = z.output<typeof cookie>

const TYPES = ['ip', 'ipv6', 'integer', 'string', 'binary'] as const

/** A client stays with its server by what a table remembers. */
export const stick = refusingLegacy(
  z
    .strictObject({
      on: rawWords.describe('what is remembered: src, req.cook(JSESSIONID), req.hdr(x-user), rdp_cookie(mstshash)'),
      learn: rawWords.optional().describe('where the server itself says it: res.cook(JSESSIONID)'),
      type: z.enum(TYPES).optional().describe('default: ip for src, else string'),
      length: z.int().min(1).max(1024).optional().describe('characters of a string that count'),
      size: size.default('200k').describe('how many are remembered'),
      expire: duration.default('30m').describe('how long, from the last time on'),
      nopurge: z.boolean().default(false).describe('a full table takes no more instead of forgetting the oldest'),
      table: configName.optional().describe('another backend or listen, whose table is used'),
      store: z
        .array(argument.regex(/^[a-z0-9_(),]+$/, 'a kind of data is needed, such as conn_cur'))
        .default([])
        .describe('what else the table counts'),
    })
    .refine((one) => one.length === undefined || one.type === undefined || ['string', 'binary'].includes(one.type), {
      path: ['length'],
      error: 'length is for type string or binary',
    }),
)

export type Stick = z.output<typeof stick>
