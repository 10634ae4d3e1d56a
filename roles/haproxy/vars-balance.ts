import { z } from 'zod'
import { modern } from './obsolete.ts'
import { rawWords, token } from './words.ts'

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

const detailed = modern(
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

/** How servers are chosen. */
export const balance = z.union([z.enum(PLAIN), detailed]).transform((written): Balance => {
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
