import { z } from 'zod'
import { refusingLegacy } from '../legacy/names.ts'
import { rawWords, token } from '../words.ts'

/** Algorithms that need no argument. */
const PLAIN = ['roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'uri', 'random', 'rdp-cookie'] as const

const uri = z.strictObject({
  len: z.int().min(1).optional().describe('only so many characters count'),
  depth: z.int().min(1).optional().describe('only so many folders count'),
  whole: z.boolean().default(false).describe('the query counts, too'),
  path_only: z.boolean().default(false).describe('scheme and host do not count'),
})

const urlParam = z.strictObject({
  name: token.describe('name of the parameter'),
  check_post: z.boolean().default(false).describe('it is looked for in the body of a POST, too'),
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
      random: z.int().min(1).max(100).optional().describe('the least loaded of so many that are drawn'),
      rdp_cookie: token.optional().describe('by a cookie of RDP'),
      hash: rawWords.optional().describe("by anything, in HAProxy's words: req.cook(lang)"),
    })
    .refine((one) => Object.values(one).filter((value) => value !== undefined).length === 1, 'one algorithm is needed'),
)

/** What other balancers and older tutorials call the same. */
const LEGACY: Readonly<Record<string, string>> = {
  rr: 'roundrobin',
  wrr: 'roundrobin, which minds weights',
  'round-robin': 'roundrobin',
  round_robin: 'roundrobin',
  lc: 'leastconn',
  wlc: 'leastconn, which minds weights',
  least_conn: 'leastconn',
  leastconns: 'leastconn',
  ip_hash: 'source',
  sh: 'source',
  url_hash: '{ uri: { whole: true } }',
}

/** An algorithm with its argument, as HAProxy has it on its line, and as it is a map here. */
const WITH_ARGUMENT: readonly (readonly [RegExp, string])[] = [
  [/^url_param (\S+)/, '{ url_param: $1 }'],
  [/^hdr\(([^)]+)\)/, '{ hdr: $1 }'],
  [/^uri (len|depth) (\d+)/, '{ uri: { $1: $2 } }'],
  [/^uri whole/, '{ uri: { whole: true } }'],
  [/^random\((\d+)\)/, '{ random: $1 }'],
  [/^rdp-cookie\(([^)]+)\)/, '{ rdp_cookie: $1 }'],
  [/^hash (.+)/, '{ hash: "$1" }'],
]

function asWritten({ input }: { readonly input?: unknown }): string | undefined {
  if (typeof input !== 'string') return undefined
  const [line, refusingLegacy] = WITH_ARGUMENT.find(([known]) => known.test(input)) ?? []
  const today = line === undefined ? legacyName(input) : line.exec(input)?.[0].replace(line, refusingLegacy ?? '')
  return today && `"${input}" is written otherwise: write ${today}`
}

function legacyName(written: string): string | undefined {
  return Object.hasOwn(LEGACY, written) ? LEGACY[written] : undefined
}

/** How servers are chosen. */
export const balance = z.union([z.enum(PLAIN), detailed], { error: asWritten }).transform((written): Balance => {
  if (typeof written === 'string') return { algorithm: written, words: written }
  const { uri: by, url_param: param, hdr, random, rdp_cookie: cookie, hash } = written
  if (by !== undefined) return { algorithm: 'uri', words: ['uri', ...uriWords(by)].join(' ') }
  if (param !== undefined)
    return { algorithm: 'url_param', words: `url_param ${param.name}${param.check_post ? ' check_post' : ''}` }
  if (hdr !== undefined) return { algorithm: 'hdr', words: `hdr(${hdr})` }
  if (random !== undefined) return { algorithm: 'random', words: `random(${random})` }
  if (cookie !== undefined) return { algorithm: 'rdp-cookie', words: `rdp-cookie(${cookie})` }
  return { algorithm: 'hash', words: `hash ${hash}` }
})

/** An algorithm, and how HAProxy writes it with its arguments. */
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

/** How hashes find a server. */
export const hashType = z.union([
  z.enum(METHODS).transform((method) => ({ method, function: undefined, avalanche: false })),
  z.strictObject({
    method: z.enum(METHODS).describe('consistent: few clients move when a server comes or goes'),
    function: z.enum(['sdbm', 'djb2', 'wt6', 'crc32']).optional().describe('the hash function'),
    avalanche: z.boolean().default(false).describe('spreads values that are much alike'),
  }),
])
