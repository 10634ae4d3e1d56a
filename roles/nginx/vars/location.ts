import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { VERIFY, verifyKeys } from '../../kit/verify/vars.ts'
import { duration, fileName, headerName, headerText, headerValue, webPath } from '../../kit/web/words.ts'
import { ownHeaders } from '../language/headers.ts'
import { nginxExtra } from '../legacy/lines.ts'
import { legacyLocationNames } from '../legacy/names.ts'
import { isAskable, parseLocationPath } from './location-path.ts'
import { parseProxyTarget } from './proxy-target.ts'
import { upstreamTls } from './upstream-tls.ts'

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

const headers = z.record(headerName, headerText)

/** The largest body of a request: bytes, or a number with k, m or g; 0 for any size. */
export const bodySize = z
  .union([z.int().min(0), z.string().regex(/^\d+[kmg]?$/i)], 'a size such as 10m is needed, or 0 for any')
  .transform(String)

const timeouts = z.strictObject({
  connect: duration.optional().describe("to connect to a server; nginx's default is 60 s, at most 75 s"),
  send: duration.optional().describe('between two writes of the request'),
  read: duration.optional().describe('between two reads of the answer'),
})

const nextUpstream = z.strictObject({
  on: z
    .array(z.enum(NEXT_UPSTREAM))
    .min(1)
    .default(['error', 'timeout'])
    .describe('the failures after which the next server is tried'),
  tries: z.int().min(0).optional().describe('the most servers to try; 0: all'),
  timeout: duration.optional().describe('how long to try servers'),
})

const target = z
  .string()
  .regex(/^[^\s;{}"'\\\p{Cc}]+$/u, 'a URL or path without blanks, quotes, ";" and braces is needed')

const redirect = z.union([
  target.transform((to) => ({ to, status: 301 })),
  z.strictObject({
    to: target.describe('the new URL; variables such as $request_uri are allowed'),
    status: z
      .union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)])
      .default(301)
      .describe('301 and 308 are permanent, the others temporary'),
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
    text: headerValue.describe('the body; variables are allowed'),
  }),
])

const request = z.strictObject({
  ...verifyKeys,
  path: verifyKeys.path.unwrap().optional().describe("the path to request; default: the location's own path"),
  requests: z
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe("this many requests are made, and the site's access_log shows how they were spread over the upstream"),
  client_address: z
    .boolean()
    .default(false)
    .describe("a request is made from a client, and a server's log must have the client's address"),
})

const directives = z.strictObject({
  path: z
    .string()
    .refine(
      (value) => parseLocationPath(value) !== undefined,
      'a path as nginx writes it is needed: /api/, "= /", "^~ /static/", "~ \\.php$", "~* \\.(png|jpg)$" or "@app"',
    )
    .describe(
      'prefix; or "= " exact, "^~ " prefix that precedes regular expressions, "~ " regular expression, ' +
        '"~* " the same without case, "@app" a name for try_files',
    ),
  proxy_pass: z
    .string()
    .refine(
      (value) => parseProxyTarget(value) !== undefined,
      'an upstream, or a URL of one, of an address or of a host name with its port, is needed: shop, https://shop, http://10.0.0.5:8080/, http://app.example.com:80',
    )
    .optional()
    .describe(
      'the upstream that answers, or a URL with it: http://NAME/path, https://NAME, http://10.0.0.5:8080; or a host name with its port, which resolver looks up again and again: http://app.example.com:80',
    ),
  upstream_tls: upstreamTls.optional(),
  proxy_headers: headers
    .default({})
    .describe(
      'request headers for the upstream, in addition to the default ones or instead of them (rule 40); "" removes one',
    ),
  websocket: z.boolean().default(false).describe('allows WebSocket connections'),
  timeouts: timeouts.optional().describe('proxy timeouts'),
  next_upstream: nextUpstream.optional().describe('when to try another server'),
  buffering: z.boolean().optional().describe('whether nginx buffers answers'),
  root: webPath.optional().describe('folder to which nginx appends the whole path'),
  alias: webPath.optional().describe('folder that replaces the path of the location'),
  index: z.array(fileName).min(1).optional().describe('files that answer for a folder'),
  try_files: z
    .array(z.string().regex(/^[^\s;{}"'\\\p{Cc}]+$/u, 'a word without quotes, ";" and braces is needed'))
    .min(2)
    .optional()
    .describe('files to look for; the last word is what answers if there is none'),
  expires: z
    .string()
    .regex(/^(-?\d+[smhdwMy]?|max|epoch|off)$/, 'a time such as 30d, or max, epoch, off is needed')
    .optional()
    .describe('how long clients may cache the answer'),
  return: answer.optional().describe('a status, or a status and a text'),
  redirect: redirect.optional().describe('a URL (301), or to and status'),
  headers: headers.default({}).describe("more headers of the answer, in addition to the site's"),
  client_max_body_size: bodySize.optional().describe('largest request body'),
  verify: z
    .union([z.literal(false), request])
    .optional()
    .describe(VERIFY),
  extra: nginxExtra('location')
    .optional()
    .describe('further lines for the location; a directive in them stands instead of the one that the role writes'),
})

const described = refusingLegacyKeys(directives, legacyLocationNames)

/** Request headers that every real server gets, to see its client (rule 40). */
export const PROXY_HEADERS: Readonly<Record<string, string>> = {
  Host: '$host',
  'X-Real-IP': '$remote_addr',
  'X-Forwarded-For': '$proxy_add_x_forwarded_for',
  'X-Forwarded-Proto': '$scheme',
}

const PROXY_KEYS = ['websocket', 'timeouts', 'next_upstream', 'buffering'] as const
const ANSWER_KEYS = ['proxy_pass', 'root', 'alias', 'return', 'redirect'] as const

/** Request headers that are in proxy_headers and in lines of the user's own: they would be sent twice. */
function sentTwice({ extra, proxy_headers }: z.output<typeof directives>): readonly string[] {
  const own = ownHeaders('proxy_set_header', extra).map(({ name }) => name)
  return Object.keys(proxy_headers).filter((name) => own.includes(name.toLowerCase()))
}

/** How a site answers requests for some paths. */
export const location = described.superRefine((one, context) => {
  const complain = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
  const [first, second] = ANSWER_KEYS.filter((key) => one[key] !== undefined)
  if (second !== undefined) complain(second, `a location has one answer, and this one has ${first} already`)
  if (one.proxy_pass === undefined)
    for (const key of PROXY_KEYS)
      if (one[key] !== undefined && one[key] !== false) complain(key, 'proxy_pass is needed')
  if (one.proxy_pass === undefined && Object.keys(one.proxy_headers).length > 0)
    complain('proxy_headers', 'proxy_pass is needed')
  for (const name of sentTwice(one))
    complain('extra', `"proxy_set_header ${name}" is in proxy_headers, too, and would be sent twice: leave one out`)
  const target = parseProxyTarget(one.proxy_pass ?? '')
  if (one.upstream_tls !== undefined && target?.scheme !== 'https')
    complain('upstream_tls', 'a proxy_pass by https is needed: https://shop')
  if (target?.isDnsName && target.uri !== undefined)
    complain('proxy_pass', 'nginx replaces no path if it looks up a name while it runs: leave the path out')
  if (!isAskable(parseLocationPath(one.path)?.match ?? '')) {
    if (target?.uri !== undefined)
      complain(
        'proxy_pass',
        'nginx allows no path after the upstream if the location is a regular expression or a name',
      )
    if (one.verify && one.verify.path === undefined)
      complain('verify', 'a path is needed if the location is a regular expression or a name')
    if (one.alias !== undefined) complain('alias', 'write root: a regular expression or a name allows no alias')
  }
  const asked = one.verify || undefined
  if (asked?.requests !== undefined && target?.upstream === undefined)
    complain('verify', 'requests can only be counted if proxy_pass names an upstream')
  if (asked?.client_address && target?.upstream === undefined)
    complain('verify', 'client_address can only be checked if proxy_pass names an upstream')
})

export type Location = z.output<typeof location>
