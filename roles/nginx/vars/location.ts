import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { duration, expectedAnswer, fileName, headerName, headerValue, urlPath, webPath } from '../../kit/web/words.ts'
import { nginxExtra, withoutComments } from '../legacy/lines.ts'
import { legacyLocationNames } from '../legacy/names.ts'
import { isAskable, parseLocationPath } from './location-path.ts'
import { PROXY_HEADERS } from './proxy-headers.ts'
import { parseProxyTarget } from './proxy-target.ts'

const NEXT_UPSTREAM = [
  'error',
  'timeout',
  'invalid_header',
  'http_500',
  'http_502',
  'http_503',
  'http_504',
  'http_403',
  'http_404',
  'http_429',
  'non_idempotent',
  'off',
] as const

/** Headers, by name. */
const headers = z.record(headerName, headerValue)

/** How large a request's body may be: bytes, or with k, m or g; 0 for any size. */
export const bodySize = z
  .union([z.int().min(0), z.string().regex(/^\d+[kmg]?$/i)], 'a size such as 10m is needed, or 0 for any')
  .transform(String)

const timeouts = z.strictObject({
  connect: duration.optional().describe("to connect to a server; nginx's default is 60 s, at most 75 s"),
  send: duration.optional().describe('between two writes of the request'),
  read: duration.optional().describe('between two reads of the answer'),
})

const nextUpstream = z.strictObject({
  on: z.array(z.enum(NEXT_UPSTREAM)).min(1).default(['error', 'timeout']).describe('what counts as failed'),
  tries: z.int().min(0).optional().describe('servers that are tried, at most; 0: all'),
  timeout: duration.optional().describe('how long servers are tried'),
})

const target = z
  .string()
  .regex(/^[^\s;{}"'\\\p{Cc}]+$/u, 'a URL or path without blanks, quotes, ";" and braces is needed')

const redirect = z.union([
  target.transform((to) => ({ to, status: 301 })),
  z.strictObject({
    to: target.describe('where to; variables such as $request_uri are taken'),
    status: z
      .union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
      .default(301)
      .describe('301 and 308 are for ever, the others for now'),
  }),
])

const answer = z.union([
  z
    .int()
    .min(100)
    .max(599)
    .transform((status) => ({ status, text: undefined })),
  z.strictObject({
    status: z.int().min(200).max(599).default(200).describe('the status'),
    text: headerValue.describe('the body; variables are taken'),
  }),
])

const check = expectedAnswer.extend({
  path: urlPath.optional().describe("what is asked for; default: the location's own path"),
  requests: z
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe("verify makes so many and reads in the site's access_log how they were spread over the upstream"),
  client_address: z
    .boolean()
    .default(false)
    .describe("verify asks from a client, and looks whether the servers' logs have the client's address"),
})

const directives = z.strictObject({
  path: z
    .string()
    .refine(
      (value) => parseLocationPath(value) !== undefined,
      'a path as nginx writes it is needed: /api/, "= /", "^~ /static/", "~ \\.php$", "~* \\.(png|jpg)$" or "@app"',
    )
    .describe(
      'prefix; or "= " exact, "^~ " prefix before expressions, "~ " expression, "~* " without regard to case, ' +
        '"@app" what try_files sends to',
    ),
  proxy_pass: z
    .string()
    .refine(
      (value) => parseProxyTarget(value) !== undefined,
      'an upstream, or a URL of one or of an address, is needed: shop, https://shop, http://10.0.0.5:8080/',
    )
    .optional()
    .describe('the upstream that answers, or a URL with it: http://NAME/path, https://NAME, http://10.0.0.5:8080'),
  proxy_headers: headers
    .default({})
    .describe('further request headers for the upstream, or others for the default ones (rule 40); "" takes one away'),
  websocket: z.boolean().default(false).describe('lets a connection become a WebSocket'),
  timeouts: timeouts.optional().describe('proxy timeouts'),
  next_upstream: nextUpstream.optional().describe('when another server is asked'),
  buffering: z.boolean().optional().describe('whether answers are read before they are passed on'),
  root: webPath.optional().describe('folder to which the whole path is added'),
  alias: webPath.optional().describe('folder that takes the place of the path'),
  index: z.array(fileName).min(1).optional().describe('files that answer for a folder'),
  try_files: z
    .array(z.string().regex(/^[^\s;{}"'\\\p{Cc}]+$/u, 'a word without quotes, ";" and braces is needed'))
    .min(2)
    .optional()
    .describe('files that are looked for, and last what answers where none is there'),
  expires: z
    .string()
    .regex(/^(-?\d+[smhdwMy]?|max|epoch|off)$/, 'a time such as 30d, or max, epoch, off is needed')
    .optional()
    .describe('how long clients may keep it'),
  return: answer.optional().describe('a status, or a status and a text'),
  redirect: redirect.optional().describe('a URL (301), or to and status'),
  headers: headers.default({}).describe("further headers of the answer, besides the site's"),
  client_max_body_size: bodySize.optional().describe('largest request body'),
  check: check.optional().describe('what verify asks for, and must get'),
  extra: nginxExtra.optional().describe('further lines for the location'),
})

const described = refusingLegacyKeys(directives, legacyLocationNames)

const PROXY_ONLY = ['websocket', 'timeouts', 'next_upstream', 'buffering'] as const
const ANSWERS = ['proxy_pass', 'root', 'alias', 'return', 'redirect'] as const

/** Headers of a request that lines of nginx's own would add once more to those that are sent already (rule 40). */
function sentTwice(extra: string, { proxy_pass, websocket }: z.output<typeof directives>): readonly string[] {
  if (proxy_pass === undefined) return []
  const sent = [...Object.keys(PROXY_HEADERS), ...(websocket ? ['Upgrade', 'Connection'] : [])]
  const named = [...outsideBlocks(extra).matchAll(/(?:^|[;\n])\s*proxy_set_header\s+(\S+)/g)].map(([, name]) => name)
  return sent.filter((name) => named.some((one) => one?.toLowerCase() === name.toLowerCase()))
}

/** A block such as `if` that sets headers of its own sends none of the location's. */
function outsideBlocks(extra: string): string {
  return withoutComments(extra).replaceAll(/\{[^{}]*\}/g, ';')
}

/** What a site does with the requests for some paths. */
export const location = described.superRefine((one, context) => {
  const complain = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
  const [first, second] = ANSWERS.filter((key) => one[key] !== undefined)
  if (second !== undefined) complain(second, `a location has one answer, and this one has ${first} already`)
  if (one.proxy_pass === undefined)
    for (const key of PROXY_ONLY)
      if (one[key] !== undefined && one[key] !== false) complain(key, 'proxy_pass is needed')
  if (one.proxy_pass === undefined && Object.keys(one.proxy_headers).length > 0)
    complain('proxy_headers', 'proxy_pass is needed')
  for (const name of sentTwice(one.extra ?? '', one))
    complain(
      'extra',
      `"proxy_set_header ${name}" is there by itself, and would be sent twice: leave it out, or write proxy_headers: { ${name}: … } (rule 40)`,
    )
  if (!isAskable(parseLocationPath(one.path)?.match ?? '')) {
    if (parseProxyTarget(one.proxy_pass ?? '')?.uri !== undefined)
      complain('proxy_pass', 'nginx takes no path behind the upstream where the location is an expression or a name')
    if (one.check !== undefined && one.check.path === undefined)
      complain('check', 'a path is needed where the location is an expression or a name')
    if (one.alias !== undefined) complain('alias', 'with an expression or a name root is needed')
  }
  if (one.check?.requests !== undefined && parseProxyTarget(one.proxy_pass ?? '')?.upstream === undefined)
    complain('check', 'requests are counted where proxy_pass names an upstream')
  if (one.check?.client_address && parseProxyTarget(one.proxy_pass ?? '')?.upstream === undefined)
    complain('check', 'client_address is looked for where proxy_pass names an upstream')
})

export type Location = z.output<typeof location>
