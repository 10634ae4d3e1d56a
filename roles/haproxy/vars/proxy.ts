import { z } from 'zod'
import { addressWithPrefix, configName, port } from '../../kit/vars/words.ts'
import { haproxyExtra, options } from '../legacy/lines.ts'
import { refusingLegacy } from '../legacy/names.ts'
import { argument, duration, token } from '../words.ts'
import { acl } from './acl.ts'
import { balance, hashType } from './balance.ts'
import { bind } from './bind.ts'
import { check } from './check.ts'
import { proxyMode } from './mode.ts'
import { cookie, stick } from './persistence.ts'
import { headerRule, redirect, useBackend } from './rules.ts'
import { defaultServer, server } from './server.ts'
import { backTimeouts, frontTimeouts, listenTimeouts } from './timeouts.ts'

const forwardfor = z.strictObject({
  except: addressWithPrefix.optional().describe('not for clients of this network, which say it themselves'),
  header: token
    .default('X-Forwarded-For')
    .describe('the header; what clients wrote into it stays before the entry (rule 32)'),
  if_none: z.boolean().default(false).describe('only where the request has none'),
  proto: z.boolean().default(true).describe('X-Forwarded-Proto says whether the client came by TLS'),
})

const common = {
  name: configName.describe('its name'),
  mode: proxyMode.optional().describe('http understands requests, tcp passes bytes on; default: that of defaults'),
  acls: z.array(acl).default([]).describe('questions for conditions'),
  request_headers: z.array(headerRule).default([]).describe("changes to requests' headers"),
  response_headers: z.array(headerRule).default([]).describe("changes to answers' headers"),
  redirects: z.array(redirect).default([]).describe('answers that send clients elsewhere'),
  forwardfor: z
    .union([z.boolean(), forwardfor])
    .default(false)
    .transform((one) => (one === true ? forwardfor.parse({}) : one))
    .describe("servers learn the client's address: true, or how"),
  options: options.default([]).describe('as HAProxy\'s "option": [http-server-close]'),
  extra: haproxyExtra.optional().describe('further lines; redirect, use_backend and server lines come last'),
}

const front = {
  binds: z.array(bind).min(1).describe('where it is reached: ports, addresses with ports, or more'),
  maxconn: z.int().min(1).max(10_000_000).optional().describe('connections at a time; more wait'),
  log: z
    .union([
      z.enum(['http', 'https', 'tcp', 'none']),
      z.strictObject({ format: argument.describe("HAProxy's log-format") }),
    ])
    .optional()
    .describe('what is logged: http, https, tcp or none; default: that of the mode'),
  inspect_delay: duration
    .optional()
    .describe("with mode tcp: so long is waited for the client's TLS greeting, so that acls can see its name"),
  use_backend: z.array(useBackend).default([]).describe('which backend gets what; the first that holds wins'),
  default_backend: configName.optional().describe('gets the rest'),
  client_address: z
    .string()
    .regex(/^\/[^\s\p{Cc}]*$/u, 'a path begins with "/"')
    .optional()
    .describe("a path whose answer shows the client's address as the server sees it, for verify"),
}

const back = {
  balance: balance.prefault('roundrobin').describe('how servers are chosen'),
  hash_type: hashType.optional().describe('how hashes find a server'),
  servers: z
    .union([z.string().regex(/\S/), z.array(server).min(1)])
    .describe("a group's name stands for its hosts, each with its own weight; or a list"),
  port: port.optional().describe("the servers' port; default: the listen's own, 80 with mode http"),
  default_server: defaultServer.default(() => defaultServer.parse({})).describe('what is said of all its servers'),
  check: check.default(() => check.parse({ tcp: true })).describe('how servers are checked; default: by a connection'),
  cookie: cookie.optional().describe('a client stays with its server by a cookie'),
  stick: stick.optional().describe('a client stays with its server by what a table remembers'),
  retries: z.int().min(0).max(100).optional().describe('instead of that of defaults'),
  fullconn: z.int().min(1).optional().describe('connections at which servers get their maxconn'),
}

export const frontend = refusingLegacy(
  z.strictObject({
    ...common,
    ...front,
    timeouts: frontTimeouts.default({}).describe('instead of those of defaults'),
  }),
)
export type Frontend = z.output<typeof frontend>

export const backend = refusingLegacy(
  z.strictObject({
    ...common,
    ...back,
    timeouts: backTimeouts.default({}).describe('instead of those of defaults'),
  }),
)
export type Backend = z.output<typeof backend>

const { default_backend: _, ...frontOfListen } = front

export const listen = refusingLegacy(
  z.strictObject({
    ...common,
    ...frontOfListen,
    ...back,
    timeouts: listenTimeouts.default({}).describe('instead of those of defaults'),
  }),
)
export type Listen = z.output<typeof listen>

/** A section with binds. */
export type Front = Frontend | Listen
/** A section with servers. */
export type Back = Backend | Listen
