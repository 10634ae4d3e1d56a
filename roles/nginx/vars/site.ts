import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { balancersBefore, complainOfSite, namesOf, schemeHeader, siteKeys, webListen } from '../../kit/web/site.ts'
import { webTls } from '../../kit/web/tls.ts'
import { duration, nginxServerName, webPath } from '../../kit/web/words.ts'
import { parseDirectives } from '../language/directives.ts'
import { revealed } from '../language/own-text.ts'
import { nginxExtra } from '../legacy/lines.ts'
import { legacySiteNames } from '../legacy/names.ts'
import { hasWord } from './listen.ts'
import { bodySize, location } from './location.ts'

const listen = webListen
  .refine(
    (value) => !hasWord(value, 'default_server') && !hasWord(value, 'default'),
    'write "default: true" beside it instead of default_server',
  )
  .refine((value) => !hasWord(value, 'spdy'), 'SPDY is gone: write "443 ssl http2"')
  .refine((value) => !hasWord(value, 'udp'), 'a site listens on TCP; UDP is for streams, and "443 quic" for HTTP/3')
  .refine(
    (value) => !hasWord(value, 'quic') || !['ssl', 'http2', 'proxy_protocol'].some((word) => hasWord(value, word)),
    'HTTP/3 has a listen of its own: ["443 ssl http2", "443 quic"]',
  )

/** nginx warns of a duplicate type, and always compresses text/html. */
const mimeTypes = z
  .array(z.string().regex(/^[A-Za-z0-9.+*/-]+$/, 'a MIME type is needed'))
  .min(1)
  .superRefine((types, context) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message })
    if (types.includes('text/html')) complain('nginx compresses text/html always: leave it out')
    const duplicate = types.find((type, index) => types.indexOf(type) !== index)
    if (duplicate !== undefined) complain(`"${duplicate}" is there twice`)
  })

const gzip = z.strictObject({
  types: mimeTypes
    .default([
      'text/plain',
      'text/css',
      'text/javascript',
      'application/javascript',
      'application/json',
      'application/xml',
      'image/svg+xml',
    ])
    .describe('in addition to text/html'),
  level: z.int().min(1).max(9).default(5).describe('1 is fast, 9 is small'),
  min_length: z.int().min(0).default(1024).describe('answers with fewer bytes are not compressed'),
})

const tls = webTls.extend({
  session_cache: z
    .string()
    .regex(/^(off|none|shared:[A-Za-z0-9_-]+:\d+[km])$/, 'off, none or "shared:NAME:10m" is needed')
    .optional()
    .describe('where TLS sessions are kept; default: 1 MB of its own, which holds about 4000'),
  session_timeout: duration.default('1d').describe('how long a client may resume a session'),
  session_tickets: z
    .boolean()
    .default(false)
    .describe('resume by tickets: their key changes only when nginx starts, and differs between balancers'),
})

const realIp = z.strictObject({
  from: balancersBefore,
  header: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, 'the name of a header, or proxy_protocol, is needed')
    .default('X-Forwarded-For')
    .describe('header in which they report the client address; proxy_protocol needs "proxy_protocol" after the listen'),
  scheme: schemeHeader,
})

const FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent ' +
  '"$http_referer" "$http_user_agent" "$http_x_forwarded_for" $upstream_addr'

/** How nginx escapes the variables of a log. */
const escaping = z.enum(['default', 'json', 'none'])

const accessLog = z.strictObject({
  path: webPath.optional().describe('default: /var/log/nginx/NAME.access.log, which the distribution rotates'),
  format: z
    .string()
    .regex(/^[^'\\\p{Cc}]+$/u, 'one line without single quotes and backslashes is needed')
    .default(FORMAT)
    .describe("default: nginx's combined, X-Forwarded-For and the server that answered"),
  escape: escaping
    .optional()
    .describe(
      'how variables in it are escaped: json for a format such as {"time":"$time_iso8601"}; none for not at all',
    ),
})

const directives = z.strictObject({
  ...siteKeys(listen, '"ssl", "http2", "quic" (HTTP/3) and "proxy_protocol"', [
    'index.html',
    'index.htm',
    'index.nginx-debian.html',
  ]),
  server_name: z
    .union([nginxServerName, z.array(nginxServerName).min(1)])
    .optional()
    .describe('host names that it answers to, or regular expressions: "~^www\\d+\\.example\\.com$"; default: any'),
  tls: tls.optional().describe('certificate, ciphers and sessions of the listens with "ssl" and "quic"'),
  locations: z.array(location).default([]).describe('how requests for some paths are answered'),
  gzip: z
    .union([z.boolean().transform((on) => (on ? gzip.parse({}) : false)), gzip])
    .optional()
    .describe('whether to compress answers, or how'),
  real_ip: realIp
    .optional()
    .describe('takes the client address from the balancers before it, for logs and for X-Real-IP'),
  access_log: z
    .union([z.boolean().transform((on) => (on ? accessLog.parse({}) : false)), accessLog])
    .optional()
    .describe('access log of the site: true, path and format, or false for none'),
  client_max_body_size: bodySize.optional().describe("largest request body; nginx's default is 1m"),
  extra: nginxExtra('server')
    .optional()
    .describe(
      'further lines for its server block; a directive in them stands instead of the one that the role writes, and headers count in locations, too',
    ),
})

const described = refusingLegacyKeys(directives, legacySiteNames)

function hasNamedLocation({ locations, extra }: z.output<typeof described>, name: string): boolean {
  const own = parseDirectives(revealed(extra)).filter((one) => one.name === 'location' || one.name === 'include')
  return (
    locations.some(({ path }) => path === name) || own.some((one) => one.name === 'include' || one.words.includes(name))
  )
}

/** A site of the vars, with its names resolved. */
export const site = described
  .superRefine((one, context) => {
    const complain = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    complainOfSite(one, complain)
    const listens = [one.listen].flat()
    if (
      one.tls !== undefined &&
      !one.tls.protocols.includes('TLSv1.3') &&
      listens.some((each) => hasWord(each, 'quic'))
    )
      complain('tls', 'TLSv1.3 is needed among protocols: HTTP/3 has no older one')
    if (one.real_ip?.header === 'proxy_protocol' && !listens.some((written) => hasWord(written, 'proxy_protocol')))
      complain('real_ip', '"proxy_protocol" is needed after a listen: "80 proxy_protocol"')
    const counted = one.locations.findIndex((each) => (each.verify || undefined)?.requests !== undefined)
    const hasOurLog = typeof one.access_log === 'object' && one.access_log.format === FORMAT
    if (counted >= 0 && !hasOurLog)
      complain(
        'access_log',
        `true is needed: the requests of location "${one.locations[counted]?.path}" are counted in this log`,
      )
    for (const [index, { path }] of one.locations.entries())
      if (one.locations.findIndex((each) => each.path === path) !== index)
        context.addIssue({ code: 'custom', path: ['locations', index, 'path'], message: `"${path}" is there twice` })
    for (const [index, { try_files = [] }] of one.locations.entries()) {
      const name = try_files.at(-1) ?? ''
      // It passes nginx -t, but every request for it is answered with 500.
      if (name.startsWith('@') && !hasNamedLocation(one, name))
        context.addIssue({
          code: 'custom',
          path: ['locations', index, 'try_files'],
          message: `a location "${name}" is needed`,
        })
    }
  })
  .transform((one) => ({ ...one, ...namesOf(one), listens: [one.listen].flat() }))

/** A site with its defaults. */
export type Site = z.output<typeof site>
