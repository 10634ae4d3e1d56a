import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { certificates } from '../../kit/certificates/vars.ts'
import { nginxExtra } from '../legacy/lines.ts'
import { legacyTopNames } from '../legacy/names.ts'
import { complaints } from './consistency.ts'
import { resolver, workers } from './main.ts'
import { site } from './site.ts'
import { stream } from './stream.ts'
import { upstream } from './upstream.ts'

const shape = z.strictObject({
  sites: z.array(site).default([]).describe('the sites to serve'),
  upstreams: z.array(upstream).default([]).describe('servers that sites and streams pass requests on to'),
  streams: z.array(stream).default([]).describe('balancers of TCP and UDP'),
  extra: nginxExtra('http')
    .optional()
    .describe(
      'further lines in http, before all sites: limit_req_zone, proxy_cache_path, map, log_format, whole upstreams and servers',
    ),
  resolver: resolver
    .optional()
    .describe('nameservers for a proxy_pass to a host name with its port, which is looked up again and again'),
  workers: workers
    .optional()
    .describe(
      "connections and processes of the workers; with it the role writes the distribution's nginx.conf with these numbers, as no other file can change them (rule 41)",
    ),
  certificates: certificates.describe('certificates for TLS; sites refer to them by name'),
  clients: z
    .int()
    .min(1)
    .optional()
    .describe('concurrent proxied clients; each needs two worker_connections (rule 39)'),
})

const consistent = shape.superRefine((vars, context) => {
  // An invalid site has no names yet, and an invalid stream no list of listens.
  if (context.issues.length > 0) return
  for (const { path, message } of complaints(vars)) context.addIssue({ code: 'custom', path: [...path], message })
})

/** The vars of the role. Refuses clashing names and default sites, and unknown names. */
export const nginxVars = refusingLegacyKeys(consistent, legacyTopNames)

export type { Site } from './site.ts'
export type NginxVars = z.output<typeof nginxVars>
