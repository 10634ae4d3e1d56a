import { z } from 'zod'
import { refusingLegacy } from '../legacy/names.ts'
import { rawWords, token } from './words.ts'

/** Algorithms that work without an argument. */
const PLAIN = ['roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'uri', 'random', 'rdp-cookie'] as const

const uri = z.strictObject({
  len: z.int().min(1).optional().describe('hash only so many characters'),
  depth: z.int().min(1).optional().describe('hash only so many folders'),
  whole: z.boolean().default(false).describe('whether to hash the query, too'),
  path_only: z.boolean().default(false).describe('whether to leave scheme and host out of the hash'),
})

const urlParam = z.strictObject({
  name: token.describe('name of the parameter'),
  check_post: z.boolean().default(false).describe('whether to look in the body of a POST, too'),
})

const detailed = refusingLegacy(
  z
    .strictObject({
      uri: uri.optional().describe('by the path'),
      url_param: z
        .union([token.transform((name) => urlParam.parse({ name })), urlParam])
        .optional()
        .describe('by a parameter of the URL'),
      hdr: token.optional().describe('by a header'),
      random: z.int().min(1).max(100).optional().describe('draw so many servers and take the least loaded'),
      rdp_cookie: token.optional().describe('by a cookie of RDP'),
      hash: rawWords.optional().describe("by any sample, in HAProxy's words: req.cook(lang)"),
    })
    .refine((one) => Object.values(one).filter((value) => value !== undefined).length === 1, 'one algorithm is needed'),
)

/** Names in other balancers and older tutorials, and HAProxy's name. */
const LEGACY: Readonly<Record<string, string>> = {
  rr: 'roundrobin',
  wrr: 'roundrobin, which respects weights',
  'round-robin': 'roundrobin',
  round_robin: 'roundrobin',
  lc: 'leastconn',
  wlc: 'leastconn, which respects weights',
  least_conn: 'leastconn',
  leastconns: 'leastconn',
  ip_hash: 'source',
  sh: 'source',
  url_hash: '{ uri: { whole: true } }',
}

/** Algorithms with an argument: HAProxy's syntax, and the map that vars need instead. */
const WITH_ARGUMENT: readonly (readonly [RegExp, string])[] = [
  [/^url_param (\S+)/, '{ url_param: $1 }'],
  [/^hdr\(([^)]+)\)/, '{ hdr: $1 }'],
  [/^uri (len|depth) (\d+)/, '{ uri: { $1: $2 } }'],
  [/^uri whole/, '{ uri: { whole: true } }'],
  [/^random\((\d+)\)/, '{ random: $1 }'],
  [/^rdp-cookie\(([^)]+)\)/, '{ rdp_cookie: $1 }'],
  [/^hash (.+)/, '{ hash: "$1" }'],
]

function legacyError({ input }: { readonly input?: unknown }): string | undefined {
  if (typeof input !== 'string') return undefined
  const [syntax, map] = WITH_ARGUMENT.find(([pattern]) => pattern.test(input)) ?? []
  const replacement = syntax === undefined ? nameToday(input) : syntax.exec(input)?.[0].replace(syntax, map ?? '')
  return replacement && `"${input}" is not the form that is needed here: write ${replacement}`
}

function nameToday(written: string): string | undefined {
  return Object.hasOwn(LEGACY, written) ? LEGACY[written] : undefined
}

/** The balance algorithm. */
export const balance = z.union([z.enum(PLAIN), detailed], { error: legacyError }).transform((written): Balance => {
  if (typeof written === 'string') return { algorithm: written, words: written }
  const { uri: uriOptions, url_param: param, hdr, random, rdp_cookie: cookie, hash } = written
  if (uriOptions !== undefined) return { algorithm: 'uri', words: ['uri', ...uriWords(uriOptions)].join(' ') }
  if (param !== undefined)
    return { algorithm: 'url_param', words: `url_param ${param.name}${param.check_post ? ' check_post' : ''}` }
  if (hdr !== undefined) return { algorithm: 'hdr', words: `hdr(${hdr})` }
  if (random !== undefined) return { algorithm: 'random', words: `random(${random})` }
  if (cookie !== undefined) return { algorithm: 'rdp-cookie', words: `rdp-cookie(${cookie})` }
  return { algorithm: 'hash', words: `hash ${hash}` }
})

/** An algorithm, and its words on HAProxy's `balance` line. */
export interface Balance {
  readonly algorithm: (typeof PLAIN)[number] | 'url_param' | 'hdr' | 'hash'
  readonly words: string
}

function uriWords({ len, depth, whole, path_only }: z.output<typeof uri>): readonly string[] {
  return [
    ...(len === undefined ? [] : [`len ${len}`]),
    ...(depth === undefined ? [] : [`depth ${depth}`]),
    ...(whole ? ['whole'] : []),
    ...(path_only ? ['path-only'] : []),
  ]
}

const METHODS = ['map-based', 'consistent'] as const

/** How a hash is mapped to a server. */
export const hashType = z.union([
  z.enum(METHODS).transform((method) => ({ method, function: undefined, avalanche: false })),
  z.strictObject({
    method: z.enum(METHODS).describe('consistent: few clients move when a server is added or removed'),
    function: z.enum(['sdbm', 'djb2', 'wt6', 'crc32']).optional().describe('the hash function'),
    avalanche: z.boolean().default(false).describe('whether to spread similar values'),
  }),
])
