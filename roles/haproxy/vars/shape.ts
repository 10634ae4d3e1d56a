import { z } from 'zod'
import { Secret, Text } from '../../../engine/secrets.ts'
import { certificates } from '../../kit/certificates/vars.ts'
import { port } from '../../kit/vars/words.ts'
import { haproxyExtra, legacyComplaints } from '../legacy/lines.ts'
import { defaults, globals } from './global.ts'
import { backend, frontend, listen } from './proxy.ts'
import { stats } from './stats.ts'

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
    for (const message of legacyComplaints(written.reveal())) context.addIssue({ code: 'custom', message })
  })

const peers = z.strictObject({
  port: port.default(10000).describe('where the members tell each other'),
})

/** The keys of the role, each checked by itself; how they go together is checked in `consistency.ts`. */
export const shape = z.strictObject({
  global: globals.optional().describe('the process'),
  defaults: defaults.optional().describe('what holds for every section'),
  frontends: z.array(frontend).default([]).describe('where clients come in'),
  backends: z.array(backend).default([]).describe('groups of servers'),
  listens: z.array(listen).default([]).describe('a frontend and a backend in one'),
  stats: stats.optional().describe('the page with counters'),
  peers: peers.optional().describe('stick tables are the same on all members, so that clients stay when a VIP moves'),
  certificates: certificates.describe('what TLS binds can name'),
  config: config
    .optional()
    .describe(
      'the whole haproxy.cfg as text, instead of all this but certificates: those lie in /etc/haproxy/certs, as NAME.pem or NAME.self-signed.pem',
    ),
  requests: z.int().min(1).max(10000).default(40).describe('how many requests the balance checks make'),
  extra: haproxyExtra.optional().describe('further sections for the end of haproxy.cfg'),
})

/** Without the defaults of what is not written. */
export type WrittenVars = z.output<typeof shape>
