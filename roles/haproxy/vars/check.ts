import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { port } from '../../kit/vars/words.ts'
import { legacyCheckNames, refusingLegacy } from '../legacy/names.ts'
import { argument, token } from '../words.ts'

const status = z.union([
  z.int().min(100).max(599),
  z.string().regex(/^\d{3}(-\d{3})?$/, 'a status or a range of them is needed, such as 200 or 200-299'),
])

const path = z.string().regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')

const http = z
  .strictObject({
    path: path.default('/').describe('what is asked for'),
    method: z.enum(['GET', 'HEAD', 'OPTIONS', 'POST']).default('GET').describe('how'),
    host: z
      .string()
      .regex(/^[A-Za-z0-9_.:-]+$/, 'a host name is needed')
      .default('localhost')
      .describe('the Host header'),
    headers: z.record(token, argument).default({}).describe('further headers'),
    status: z
      .union([status.transform((one) => [one]), z.array(status).min(1)])
      .default(['200-399'])
      .describe('statuses that are good'),
    body: argument.optional().describe('a regular expression that the answer must match, too'),
  })
  .refine((one) => one.method !== 'HEAD' || one.body === undefined, {
    path: ['body'],
    error: 'the answer to HEAD has no body: another method is needed',
  })

const tcp = z.strictObject({
  send: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .describe('what is said; line ends are written as \\r\\n between double quotes'),
  expect: argument.optional().describe('a regular expression that the answer must match'),
})

const elsewhere = {
  port: port.optional().describe("another port than the server's"),
  tls: z.boolean().default(false).describe('by TLS, although the traffic is not'),
  proxy: z.boolean().default(false).describe('with the PROXY protocol, on another port too'),
}

/** How servers are checked. */
export const check = refusingLegacy(
  z
    .strictObject(
      {
        http: z
          .union([path.transform((written) => http.parse({ path: written })), http])
          .optional()
          .describe('by a request: its path, or more'),
        tcp: z
          .union([z.literal(true).transform(() => tcp.parse({})), tcp])
          .optional()
          .describe('by a connection: true, or what is said and heard on it'),
        none: z.literal(true).optional().describe('not at all: every server counts as up'),
        ...elsewhere,
      },
      { error: notALine('{ http: / } or { tcp: true }') },
    )
    .refine((one) => [one.http, one.tcp, one.none].filter((way) => way !== undefined).length === 1, {
      error: 'one of http, tcp and none is needed',
    }),
  legacyCheckNames,
)
