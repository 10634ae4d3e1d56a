import { z } from 'zod'
import { notALine } from '../../../engine/errors/legacy-values.ts'
import { absolutePath } from '../../../engine/resources/fields/text.ts'
import { withSecrets } from '../../kit/vars/secret-text.ts'
import { port } from '../../kit/vars/words.ts'
import { legacyCheckNames, refusingLegacy } from '../legacy/names.ts'
import { argument, secretArgument, token } from './words.ts'

const status = z.union([
  z.int().min(100).max(599),
  z.string().regex(/^\d{3}(-\d{3})?$/, 'a status or a range of them is needed, such as 200 or 200-299'),
])

const path = z.string().regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')

const http = z
  .strictObject({
    path: path.default('/').describe('the path of the request'),
    method: z.enum(['GET', 'HEAD', 'OPTIONS', 'POST']).default('GET').describe('the method'),
    host: z
      .string()
      .regex(/^[A-Za-z0-9_.:-]+$/, 'a host name is needed')
      .default('localhost')
      .describe('the Host header'),
    headers: z
      .record(token, secretArgument)
      .default({})
      .describe('further headers; a value may hold a secret, such as "${secret:NAME}"'),
    status: z
      .union([status.transform((one) => [one]), z.array(status).min(1)])
      .default(['200-399'])
      .describe('statuses of a healthy server'),
    body: argument.optional().describe('a regular expression that the body must match, too'),
  })
  .refine((one) => one.method !== 'HEAD' || one.body === undefined, {
    path: ['body'],
    error: 'the answer to HEAD has no body: another method is needed',
  })

const tcp = z.strictObject({
  send: withSecrets(z.string().min(1).max(2000))
    .optional()
    .describe(
      'the text to send; write line ends as \\r\\n in double quotes; it may hold a secret, such as "${secret:NAME}"',
    ),
  expect: argument.optional().describe('a regular expression that the answer must match'),
})

const external = z.strictObject({
  command: absolutePath.describe(
    'the program, which gets the addresses as arguments; a server is up if it ends with 0. It needs global: { chroot: false }',
  ),
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9_./:-]*$/, 'folders with ":" between them are needed')
    .optional()
    .describe('its PATH, which is empty otherwise'),
})

const connection = {
  port: port.optional().describe("the port of the check, if it is not the server's"),
  tls: z
    .boolean()
    .default(false)
    .describe(
      "check over TLS, although the traffic uses none, or on another port: there the server's ssl does not count",
    ),
  proxy: z.boolean().default(false).describe('send the PROXY protocol in checks, also to another port'),
}

/** The health check of servers. */
export const check = refusingLegacy(
  z
    .strictObject(
      {
        http: z
          .union([path.transform((written) => http.parse({ path: written })), http])
          .optional()
          .describe('check by an HTTP request: its path, or a map'),
        tcp: z
          .union([z.literal(true).transform(() => tcp.parse({})), tcp])
          .optional()
          .describe('check by a TCP connection: true, or the text to send and to expect'),
        external: external.optional().describe('check by a program on the balancer'),
        none: z.literal(true).optional().describe('no check: every server counts as up'),
        ...connection,
      },
      { error: notALine('{ http: / } or { tcp: true }') },
    )
    .refine((one) => [one.http, one.tcp, one.external, one.none].filter((kind) => kind !== undefined).length === 1, {
      error: 'one of http, tcp, external and none is needed',
    }),
  legacyCheckNames,
)
