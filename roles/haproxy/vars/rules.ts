import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { configName, port } from '../../kit/vars/words.ts'
import { legacyUseBackendNames, refusingLegacy } from '../legacy/names.ts'
import { condition } from './acl.ts'
import { verify } from './verify.ts'
import { argument, rawWords, secretArgument, token } from './words.ts'

export const when = {
  if: condition.optional().describe('a condition that must hold, of names of acls: "is_static !is_api or is_image"'),
  unless: condition.optional().describe('a condition that must not hold'),
}

export const ONE_CONDITION = 'either if or unless is needed, not both'

interface Conditional {
  readonly if?: string | undefined
  readonly unless?: string | undefined
}

export function hasOneCondition(rule: Conditional): boolean {
  return rule.if === undefined || rule.unless === undefined
}

/** A route by a condition; the first that matches applies. */
export const useBackend = refusingLegacy(
  z
    .strictObject(
      {
        backend: configName.optional().describe('name of the backend; with map: for keys that it does not have'),
        map: configName.optional().describe('a name of maps, whose values are names of backends'),
        key: rawWords.default('req.hdr(host),host_only,lower').describe('with map: the sample that is looked up'),
        match: z
          .enum(['str', 'beg', 'end', 'sub', 'dom', 'dir', 'reg', 'ip'])
          .default('str')
          .describe('with map: how it is compared with keys'),
        ...when,
        verify: verify
          .optional()
          .describe('the request by which this route is tested; default: derived from the acls; false: no test'),
      },
      { error: notALine('{ backend: images, if: is_static }') },
    )
    .refine(
      (rule) => rule.map !== undefined || (rule.if === undefined) !== (rule.unless === undefined),
      'either if or unless is needed',
    )
    .refine(hasOneCondition, ONE_CONDITION)
    .refine((rule) => rule.map !== undefined || rule.backend !== undefined, 'backend or map is needed')
    .refine((rule) => rule.map === undefined || rule.verify === undefined, {
      path: ['verify'],
      error: 'with map, only HAProxy knows the backend: write verify in the section',
    }),
  legacyUseBackendNames,
)

/** A redirect of a client to another URL. */
export const redirect = refusingLegacy(
  z
    .strictObject(
      {
        scheme: z
          .enum(['https', 'http'])
          .optional()
          .describe(
            'redirect to the same URL with this scheme: only requests of the other scheme, with or without a condition',
          ),
        location: argument.optional().describe('redirect to this URL'),
        prefix: argument.optional().describe('put this before the path, such as https://www.example.com'),
        port: port
          .optional()
          .describe(
            'with scheme: the port of that scheme, if it is neither its own nor that of a bind; the port in the Host header is replaced',
          ),
        code: z
          .union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
          .default(302)
          .describe('301 and 308 are permanent; 307 and 308 keep the method'),
        drop_query: z.boolean().default(false).describe('leave out the part after "?"'),
        append_slash: z.boolean().default(false).describe('add a slash to the path; needs prefix and drop_query'),
        ...when,
      },
      { error: notALine('{ scheme: https }') },
    )
    .refine((rule) => [rule.scheme, rule.location, rule.prefix].filter((one) => one !== undefined).length === 1, {
      error: 'one of scheme, location and prefix is needed',
    })
    .refine(hasOneCondition, ONE_CONDITION)
    .refine((rule) => rule.port === undefined || rule.scheme !== undefined, {
      path: ['port'],
      error: 'port needs scheme: location and prefix have their own',
    })
    .refine((rule) => !rule.append_slash || (rule.prefix !== undefined && rule.drop_query), {
      path: ['append_slash'],
      error: 'append_slash needs prefix and drop_query',
    })
    .refine((rule) => !rule.drop_query || rule.location === undefined, {
      path: ['drop_query'],
      error: 'drop_query does not work with location, which is the whole URL',
    }),
)

export type Redirect = z.output<typeof redirect>

const headerKeys = {
  set: token.optional().describe('the header to replace'),
  add: token.optional().describe('the header to add'),
  del: token.optional().describe('the header to delete'),
  value: secretArgument
    .optional()
    .describe("the header's value; %[…] inserts a sample, such as %[src]; it may hold a secret"),
  ...when,
}

interface HeaderChange extends Conditional {
  readonly set?: string | undefined
  readonly add?: string | undefined
  readonly del?: string | undefined
  readonly value?: unknown
}

function checkedHeader<Schema extends z.ZodType<HeaderChange>>(schema: Schema): Schema {
  return schema
    .refine((rule) => [rule.set, rule.add, rule.del].filter((one) => one !== undefined).length === 1, {
      error: 'one of set, add and del is needed',
    })
    .refine((rule) => (rule.del === undefined) === (rule.value !== undefined), {
      path: ['value'],
      error: 'set and add need a value, del has none',
    })
    .refine(hasOneCondition, ONE_CONDITION)
}

/** A change to a header of a request. */
export const headerRule = refusingLegacy(checkedHeader(z.strictObject(headerKeys)))

/** A change to a header of a response. */
export const responseHeaderRule = refusingLegacy(
  checkedHeader(
    z.strictObject({
      ...headerKeys,
      only_servers: z
        .boolean()
        .default(false)
        .describe("only in servers' responses; default: also in HAProxy's own, such as redirects and errors (rule 59)"),
    }),
  ),
)

export type HeaderRule = z.output<typeof headerRule> & { readonly only_servers?: boolean }
