import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { certificates } from '../../kit/certificates/vars.ts'
import { nginxExtra } from '../legacy/lines.ts'
import { legacyTopNames } from '../legacy/names.ts'
import { complaints } from './consistency.ts'
import { site } from './site.ts'
import { stream } from './stream.ts'
import { upstream } from './upstream.ts'

const shape = z.strictObject({
  sites: z.array(site).default([]).describe('what it serves'),
  upstreams: z.array(upstream).default([]).describe('servers that sites and streams pass requests on to'),
  streams: z.array(stream).default([]).describe('balancers of TCP and UDP'),
  extra: nginxExtra
    .optional()
    .describe(
      'further lines beside all sites, in http: limit_req_zone, proxy_cache_path, server_names_hash_bucket_size',
    ),
  certificates: certificates.describe('certificates for TLS, which sites name'),
  clients: z
    .int()
    .min(1)
    .optional()
    .describe('proxied clients at the same time that it must have worker_connections for, two each (rule 39)'),
})

const consistent = shape.superRefine((vars, context) => {
  // Where a site or a stream with a complaint of its own listens, nobody has worked out.
  if (context.issues.length > 0) return
  for (const { path, message } of complaints(vars)) context.addIssue({ code: 'custom', path: [...path], message })
})

/** The vars of the role; names and default sites that clash are errors, and so are names that nothing has. */
export const nginxVars = refusingLegacyKeys(consistent, legacyTopNames)

export type { Site } from './site.ts'
export type NginxVars = z.output<typeof nginxVars>
