import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { configName } from '../../kit/vars/words.ts'
import { legacyCookieNames, refusingLegacy } from '../legacy/names.ts'
import { TABLE_TYPES, tableKeys } from './table.ts'
import { argument, duration, rawWords, token } from './words.ts'

/** Persistence by a cookie. */
export const cookie = refusingLegacy(
  z
    .strictObject(
      {
        name: token.describe('name of the cookie'),
        mode: z
          .enum(['insert', 'prefix', 'rewrite'])
          .default('insert')
          .describe(
            "insert: HAProxy sets its own cookie; prefix: it puts a prefix before the application's value; rewrite: it replaces this value",
          ),
        indirect: z.boolean().optional().describe('hide the cookie from servers; default: true with insert'),
        nocache: z.boolean().default(true).describe('forbid caches to keep responses that set the cookie'),
        httponly: z.boolean().default(true).describe('hide the cookie from scripts in the browser'),
        secure: z.boolean().default(false).describe('browsers send the cookie only over TLS'),
        preserve: z.boolean().default(false).describe('keep a cookie that the server sets'),
        postonly: z.boolean().default(false).describe('set the cookie only in responses to POST'),
        domain: z
          .string()
          .regex(/^\.?[A-Za-z0-9.-]+$/, 'a domain is needed')
          .optional()
          .describe('the domain whose hosts all get the cookie'),
        max_idle: duration.optional().describe('ignore the cookie if it was not used for so long'),
        max_life: duration.optional().describe('ignore the cookie if it is older than this'),
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
      error: 'max_idle and max_life do not work with mode rewrite: the server sets the lifetime',
    }),
  legacyCookieNames,
)

export type CookieVars = z.output<typeof cookie>

/** Persistence by a stick table. */
export const stick = refusingLegacy(
  z
    .strictObject({
      on: rawWords.describe('the key: src, req.cook(JSESSIONID), req.hdr(x-user), rdp_cookie(mstshash)'),
      learn: rawWords.optional().describe('the key in responses, if the server sets it: res.cook(JSESSIONID)'),
      type: z
        .enum(TABLE_TYPES)
        .optional()
        .describe('the type of the key; default: ipv6 for src, which holds both families, else string'),
      ...tableKeys,
      table: configName.optional().describe('use the table of this backend or listen'),
    })
    .refine((one) => one.length === undefined || one.type === undefined || ['string', 'binary'].includes(one.type), {
      path: ['length'],
      error: 'length is for type string or binary',
    }),
)

export type Stick = z.output<typeof stick>
