import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { configName } from '../../kit/vars/words.ts'
import { legacyUseBackendNames, refusingLegacy } from '../legacy/names.ts'
import { argument, token } from '../words.ts'
import { condition } from './acl.ts'

const when = {
  if: condition.optional().describe('names of acls that must hold: "is_static !is_api or is_image"'),
  unless: condition.optional().describe('the same, and it must not hold'),
}

const ONE_CONDITION = 'either if or unless is needed, not both'

interface Conditional {
  readonly if?: string | undefined
  readonly unless?: string | undefined
}

function hasOneCondition(rule: Conditional): boolean {
  return rule.if === undefined || rule.unless === undefined
}

const example = z.strictObject({
  path: z
    .string()
    .regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')
    .default('/')
    .describe('the path that is asked for'),
  host: z
    .string()
    .regex(/^[A-Za-z0-9_.:-]+$/, 'a host name is needed')
    .optional()
    .describe('the Host header'),
  sni: z
    .string()
    .regex(/^[A-Za-z0-9_.-]+$/, 'a host name is needed')
    .optional()
    .describe('the name in the TLS greeting, where it is another'),
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'a method is needed, such as GET')
    .optional()
    .describe('the method'),
  headers: z.record(token, argument).optional().describe('further headers'),
})

/** Which backend gets what the condition holds for; the first that holds wins. */
export const useBackend = refusingLegacy(
  z
    .strictObject(
      {
        backend: configName.describe('name of the backend'),
        ...when,
        check: z
          .union([z.literal(false), example])
          .optional()
          .describe('the request with which verify tries this route; default: one made of the acls; false: not tried'),
      },
      { error: notALine('{ backend: images, if: is_static }') },
    )
    .refine((rule) => (rule.if === undefined) !== (rule.unless === undefined), 'either if or unless is needed'),
  legacyUseBackendNames,
)

/** An answer that sends the client elsewhere. */
export const redirect = refusingLegacy(
  z
    .strictObject(
      {
        scheme: z
          .enum(['https', 'http'])
          .optional()
          .describe('the same URL by this scheme; default: unless it is so already'),
        location: argument.optional().describe('this URL'),
        prefix: argument.optional().describe('the same path behind this, such as https://www.example.com'),
        code: z
          .union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
          .default(302)
          .describe('301 and 308 are for ever; 307 and 308 keep the method'),
        drop_query: z.boolean().default(false).describe('without the part behind "?"'),
        append_slash: z.boolean().default(false).describe('with a slash at the end; with prefix and drop_query'),
        ...when,
      },
      { error: notALine('{ scheme: https }') },
    )
    .refine((rule) => [rule.scheme, rule.location, rule.prefix].filter((one) => one !== undefined).length === 1, {
      error: 'one of scheme, location and prefix is needed',
    })
    .refine(hasOneCondition, ONE_CONDITION)
    .refine((rule) => !rule.append_slash || (rule.prefix !== undefined && rule.drop_query), {
      path: ['append_slash'],
      error: 'append_slash needs prefix and drop_query',
    })
    .refine((rule) => !rule.drop_query || rule.location === undefined, {
      path: ['drop_query'],
      error: 'a location is taken as it is written',
    }),
)

export type Redirect = z.output<typeof redirect>

/** A change to a request's or an answer's header. */
export const headerRule = refusingLegacy(
  z
    .strictObject({
      set: token.optional().describe('the header that gets this value alone'),
      add: token.optional().describe('the header that gets one more'),
      del: token.optional().describe('the header that goes'),
      value: argument.optional().describe('its value; %[…] takes what HAProxy knows, such as %[src]'),
      ...when,
    })
    .refine((rule) => [rule.set, rule.add, rule.del].filter((one) => one !== undefined).length === 1, {
      error: 'one of set, add and del is needed',
    })
    .refine((rule) => (rule.del === undefined) === (rule.value !== undefined), {
      path: ['value'],
      error: 'set and add need a value, del has none',
    })
    .refine(hasOneCondition, ONE_CONDITION),
)

export type HeaderRule = z.output<typeof headerRule>
