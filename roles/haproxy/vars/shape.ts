import { z } from 'zod'
import { Secret, Text } from '../../../engine/secrets.ts'
import { configName, port } from '../../kit/vars/words.ts'
import { UP, up } from '../../kit/verify/up.ts'
import { adviceOnLines, haproxyExtra } from '../legacy/lines.ts'
import { certificates } from './certificates.ts'
import { cache, errorPages, list, map } from './content.ts'
import { defaults, globals } from './global.ts'
import { prometheus } from './prometheus.ts'
import { backend, frontend, listen } from './proxy.ts'
import { resolvers } from './resolvers.ts'
import { stats } from './stats.ts'
import { userlist } from './userlist.ts'
import { verify } from './verify.ts'

const config = z
  .union([
    z
      .string()
      .regex(/\S/, 'must not be empty')
      .transform((written) => new Text([written])),
    z.instanceof(Text),
    z.instanceof(Secret).transform((secret) => new Text([secret])),
  ])
  .superRefine((written, context) => {
    for (const message of adviceOnLines(written.reveal())) context.addIssue({ code: 'custom', message })
  })

const peers = z.strictObject({
  port: port.default(10000).describe('the port at which members exchange entries'),
})

/** The keys of the role, each checked by itself; `consistency.ts` checks them together. */
export const shape = z.strictObject({
  global: globals.optional().describe('the process'),
  defaults: defaults.optional().describe('defaults of all sections'),
  frontends: z.array(frontend).default([]).describe('sections with binds, to which clients connect'),
  backends: z.array(backend).default([]).describe('groups of servers'),
  listens: z.array(listen).default([]).describe('sections that are a frontend and a backend in one'),
  stats: stats.optional().describe('the stats page'),
  peers: peers
    .optional()
    .describe('members share their stick tables, so that clients stay with their servers when a VIP moves'),
  prometheus: prometheus.optional().describe('a page with counters for Prometheus'),
  resolvers: z.array(resolvers).default([]).describe('name servers, for servers by dns'),
  userlists: z.array(userlist).default([]).describe('names and passwords, for rules with auth'),
  maps: z.array(map).default([]).describe('files with values by keys, for routes and for samples'),
  lists: z.array(list).default([]).describe('files with values, for acls'),
  caches: z.array(cache).default([]).describe('memory for responses'),
  error_pages: z.array(errorPages).default([]).describe("pages for HAProxy's own answers"),
  certificates: certificates.describe(
    'certificates for binds and the stats page; when those on the hosts are renewed, HAProxy reloads by itself',
  ),
  config: config
    .optional()
    .describe(
      'the whole haproxy.cfg as text, instead of all other keys but certificates: those are written to /etc/haproxy/certs, as NAME.pem or NAME.self-signed.pem',
    ),
  requests: z.int().min(1).max(10000).default(40).describe('the number of requests in each balance check'),
  up: z
    .record(configName, up)
    .default({})
    .describe(`for sections that stand only in config or extra, by their names: ${UP}`),
  verify: z
    .record(configName, verify)
    .default({})
    .describe(
      'for frontends that stand only in config or extra, by their names: the request that shows that they work',
    ),
  extra: haproxyExtra.optional().describe('further sections for the end of haproxy.cfg'),
})

/** The vars before `global` and `defaults` get their defaults. */
export type WrittenVars = z.output<typeof shape>
