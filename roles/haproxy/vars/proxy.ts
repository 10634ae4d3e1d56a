import { z } from 'zod'
import { addressWithPrefix, configName, port } from '../../kit/vars/words.ts'
import { UP, up } from '../../kit/verify/up.ts'
import { VERIFY } from '../../kit/verify/vars.ts'
import { haproxyExtra, options } from '../legacy/lines.ts'
import { refusingLegacy } from '../legacy/names.ts'
import { acl } from './acl.ts'
import { balance, hashType } from './balance.ts'
import { bind } from './bind.ts'
import { check } from './check.ts'
import { compression } from './content.ts'
import { proxyMode } from './mode.ts'
import { cookie, stick } from './persistence.ts'
import { answerRules, connectionRules, requestRules } from './ruled.ts'
import { headerRule, redirect, responseHeaderRule, useBackend } from './rules.ts'
import { defaultServer, server } from './server.ts'
import { frontSocket } from './socket.ts'
import { table } from './table.ts'
import { backTimeouts, frontTimeouts, listenTimeouts } from './timeouts.ts'
import { verify } from './verify.ts'
import { argument, duration, token } from './words.ts'

const forwardfor = z.strictObject({
  except: addressWithPrefix
    .optional()
    .describe('add no entry for clients in this network: they send the header themselves'),
  header: token
    .default('X-Forwarded-For')
    .describe('the header; entries that the client sent stay before the new entry (rule 32)'),
  if_none: z.boolean().default(false).describe('only if the request does not have the header'),
  proto: z.boolean().default(true).describe("set X-Forwarded-Proto to the client's scheme"),
})

const common = {
  name: configName.describe('its name'),
  mode: proxyMode.optional().describe('http parses requests, tcp passes bytes on; default: the mode of defaults'),
  acls: z.array(acl).default([]).describe('named tests for conditions'),
  http_request: z
    .array(requestRules)
    .default([])
    .describe('rules for requests, in their order, before redirects and request_headers'),
  http_response: z.array(answerRules).default([]).describe("rules for servers' responses, in their order"),
  table: table.optional().describe('a stick table in which rules count, of this or of other sections'),
  compression: compression.optional().describe('compress responses'),
  cache: configName.optional().describe('a name of caches: answer from it, and store responses in it'),
  error_pages: configName.optional().describe("a name of error_pages: HAProxy's own answers"),
  request_headers: z.array(headerRule).default([]).describe("changes to requests' headers"),
  response_headers: z.array(responseHeaderRule).default([]).describe("changes to responses' headers"),
  redirects: z.array(redirect).default([]).describe('redirects of clients to other URLs'),
  forwardfor: z
    .union([z.boolean(), forwardfor])
    .default(false)
    .transform((one) => (one === true ? forwardfor.parse({}) : one))
    .describe("send the client's address to servers: true, or a map"),
  options: options.default([]).describe('as HAProxy\'s "option": [http-server-close]'),
  extra: haproxyExtra.optional().describe('further lines; redirect, use_backend and server lines come last'),
}

const front = {
  binds: z.array(bind).default([]).describe('ports, addresses with ports, or maps'),
  sockets: z.array(frontSocket).default([]).describe('Unix sockets that accept clients of this host'),
  tcp_request: z
    .array(connectionRules)
    .default([])
    .describe('rules for connections, in their order: reject those that come too often, for example'),
  maxconn: z.int().min(1).max(10_000_000).optional().describe('connections at a time; more wait'),
  log: z
    .union([
      z.enum(['http', 'https', 'tcp', 'none']),
      z.strictObject({ format: argument.describe("HAProxy's log-format") }),
    ])
    .optional()
    .describe('the log format: http, https, tcp or none; default: the one of the mode'),
  inspect_delay: duration
    .optional()
    .describe("with mode tcp: how long to wait for the client's TLS ClientHello, so that acls can read its name"),
  use_backend: z.array(useBackend).default([]).describe('routes by conditions; the first that matches applies'),
  default_backend: configName.optional().describe('the backend of all other requests'),
  verify: verify.optional().describe(VERIFY),
  client_address: z
    .string()
    .regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')
    .optional()
    .describe("for verify: a path to which servers respond with the client's address as they see it"),
}

const servers = z.union([z.string().regex(/\S/), z.array(server).min(1)])

const back = {
  balance: balance.prefault('roundrobin').describe('the balance algorithm'),
  hash_type: hashType.optional().describe('how a hash is mapped to a server'),
  servers: servers.describe('the name of a group, for its hosts with their own weights; or a list'),
  port: port.optional().describe("the servers' port; default: the listen's own, 80 with mode http"),
  default_server: defaultServer.default(() => defaultServer.parse({})).describe('options of all its servers'),
  check: check.default(() => check.parse({ tcp: true })).describe('the health check; default: a TCP connection'),
  up: up
    .optional()
    .describe(`${UP}; default: all, and 1 for a check that is known to pick the writer, such as /primary`),
  cookie: cookie.optional().describe('persistence by a cookie'),
  stick: stick.optional().describe('persistence by a stick table'),
  retries: z.int().min(0).max(100).optional().describe('default: the value in defaults'),
  fullconn: z.int().min(1).optional().describe('connections of the backend at which servers get their full maxconn'),
}

export const frontend = refusingLegacy(
  z.strictObject({
    ...common,
    ...front,
    timeouts: frontTimeouts.default({}).describe('default: the values in defaults'),
  }),
)
export type Frontend = z.output<typeof frontend>

export const backend = refusingLegacy(
  z.strictObject({
    ...common,
    ...back,
    servers: servers
      .default((): [] => [])
      .describe(
        'the name of a group, for its hosts with their own weights; or a list; default: none, for rules that answer',
      ),
    tcp_request: z.array(connectionRules).default([]).describe('rules for connections, in their order'),
    timeouts: backTimeouts.default({}).describe('default: the values in defaults'),
  }),
)
export type Backend = z.output<typeof backend>

const { default_backend: _, ...frontOfListen } = front

export const listen = refusingLegacy(
  z.strictObject({
    ...common,
    ...frontOfListen,
    ...back,
    timeouts: listenTimeouts.default({}).describe('default: the values in defaults'),
  }),
)
export type Listen = z.output<typeof listen>

/** A section with binds. */
export type Front = Frontend | Listen
/** A section with servers. */
export type Back = Backend | Listen
