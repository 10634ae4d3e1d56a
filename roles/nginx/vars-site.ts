import { z } from 'zod'
import { expectedAnswer, fileName, serverName, webName, webPath } from '../vars/web.ts'
import { webTls } from '../vars/web-tls.ts'
import { addressWithPrefix } from '../vars/words.ts'
import { hasWord, listenPort, parseListen } from './listen.ts'
import { nginxExtra } from './obsolete.ts'
import { bodySize, headers, location } from './vars-location.ts'

const listen = z
  .union([z.int().min(1).max(65535), z.string()])
  .refine(
    (value) => listenPort(value) !== undefined,
    'a port, or an address with one, is needed: 80, "10.0.0.21:80", "443 ssl"',
  )
  .refine(
    (value) => !String(value).includes('default_server'),
    'write "default: true" beside it instead of default_server',
  )
  .refine((value) => !hasWord(value, 'spdy'), 'SPDY is gone: write "443 ssl http2"')
  .refine((value) => !hasWord(value, 'udp'), 'a site listens by TCP; UDP is for streams')

const gzip = z.strictObject({
  types: z
    .array(z.string().regex(/^[A-Za-z0-9.+*/-]+$/, 'a MIME type is needed'))
    .min(1)
    .default([
      'text/plain',
      'text/css',
      'text/javascript',
      'application/javascript',
      'application/json',
      'application/xml',
      'image/svg+xml',
    ])
    .describe('besides text/html'),
  level: z.int().min(1).max(9).default(5).describe('1 is fast, 9 is small'),
  min_length: z.int().min(0).default(1024).describe('bytes below which an answer stays as it is'),
})

const realIp = z.strictObject({
  from: z
    .union([z.string(), z.array(addressWithPrefix).min(1)])
    .describe("the balancers before it: a group's name for its hosts, or addresses and networks"),
  header: z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/, 'the name of a header, or proxy_protocol, is needed')
    .default('X-Forwarded-For')
    .describe('where they say who the client is; proxy_protocol needs "proxy_protocol" behind the listen'),
})

const FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent ' +
  '"$http_referer" "$http_user_agent" "$http_x_forwarded_for" $upstream_addr'

const accessLog = z.strictObject({
  path: webPath.optional().describe('default: /var/log/nginx/NAME.access.log, which the distribution rotates'),
  format: z
    .string()
    .regex(/^[^'\\\p{Cc}]+$/u, 'one line without single quotes and backslashes is needed')
    .default(FORMAT)
    .describe("default: nginx's combined, X-Forwarded-For and the server that answered"),
})

const described = z.strictObject({
  name: webName.optional().describe('names the file in conf.d; default: the first server_name, else site-PORT'),
  listen: z
    .union([listen, z.array(listen).min(1)])
    .default(80)
    .describe('port, address and port, or a list of them; "ssl", "http2" and "proxy_protocol" may follow'),
  server_name: z
    .union([serverName, z.array(serverName).min(1)])
    .optional()
    .describe('host names that it answers to; default: any'),
  root: webPath.optional().describe('folder of its files; made where it is missing'),
  index: z
    .array(fileName)
    .min(1)
    .default(['index.html', 'index.htm', 'index.nginx-debian.html'])
    .describe('files that answer for a folder'),
  content: z.string().optional().describe('text of the first index file, which is then written'),
  default: z
    .boolean()
    .optional()
    .describe(
      "answers for every name that no other site has; default: true without server_name. The distribution's default site then goes",
    ),
  tls: webTls.optional().describe('certificate and ciphers of the listens with "ssl"'),
  redirect_to_https: z.boolean().default(false).describe('listens without "ssl" only send clients to the one with it'),
  locations: z.array(location).default([]).describe('what happens to the requests for some paths'),
  gzip: z
    .union([z.boolean().transform((on) => (on ? gzip.parse({}) : false)), gzip])
    .optional()
    .describe('true for compressed answers, or how; false for none'),
  real_ip: realIp.optional().describe('takes the client from balancers before it, for logs and for X-Real-IP'),
  access_log: z
    .union([z.boolean().transform((on) => (on ? accessLog.parse({}) : false)), accessLog])
    .optional()
    .describe('a log of its own (true, or how), or none (false)'),
  headers: headers.default({}).describe('further headers of every answer'),
  client_max_body_size: bodySize.optional().describe("largest request body; nginx's default is 1m"),
  check: expectedAnswer.default({ path: '/', status: 200 }).describe('what the site is asked for by verify'),
  extra: nginxExtra.optional().describe('further lines for its server block'),
})

/** A site of the vars, its name and its names worked out. */
export const site = described
  .refine((one) => one.content === undefined || one.root !== undefined, {
    path: ['content'],
    error: 'root is needed where content is written',
  })
  .superRefine((one, context) => {
    const complain = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    const listens = [one.listen].flat()
    const secure = listens.filter((written) => parseListen(written)?.ssl)
    if (one.tls !== undefined && secure.length === 0) complain('tls', 'a listen with "ssl" is needed: "443 ssl"')
    if (one.redirect_to_https && (secure.length === 0 || secure.length === listens.length))
      complain('redirect_to_https', 'a listen with "ssl" and one without are needed: [80, "443 ssl"]')
    if (one.real_ip?.header === 'proxy_protocol' && !listens.some((written) => hasWord(written, 'proxy_protocol')))
      complain('real_ip', '"proxy_protocol" is needed behind a listen: "80 proxy_protocol"')
    const counted = one.locations.findIndex((each) => each.check?.requests !== undefined)
    const hasOurLog = typeof one.access_log === 'object' && one.access_log.format === FORMAT
    if (counted >= 0 && !hasOurLog)
      complain(
        'access_log',
        `true is needed: location "${one.locations[counted]?.path}" has its requests counted there`,
      )
    for (const [index, { path }] of one.locations.entries())
      if (one.locations.findIndex((each) => each.path === path) !== index)
        context.addIssue({ code: 'custom', path: ['locations', index, 'path'], message: `"${path}" is there twice` })
  })
  .transform((one) => {
    const listens = [one.listen].flat()
    const serverNames = one.server_name === undefined ? [] : [one.server_name].flat()
    const name =
      one.name ?? serverNames.find((each) => /^[A-Za-z0-9]/.test(each)) ?? `site-${listenPort(listens[0] ?? 80)}`
    return { ...one, name, listens, serverNames, isDefault: one.default ?? serverNames.length === 0 }
  })

/** A site with its defaults. */
export type Site = z.output<typeof site>
