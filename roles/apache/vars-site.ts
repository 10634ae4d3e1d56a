import { z } from 'zod'
import { expectedAnswer, fileName, headerName, headerValue, serverName, webName, webPath } from '../vars/web.ts'
import { webTls } from '../vars/web-tls.ts'
import { addressWithPrefix } from '../vars/words.ts'
import { parseListen } from './listen.ts'
import { apacheExtra } from './obsolete.ts'

const listen = z
  .union([z.int().min(1).max(65535), z.string()])
  .refine(
    (value) => parseListen(value) !== undefined,
    'a port, or an address with one, is needed: 80, "10.0.0.21:80", "443 ssl"',
  )

const realIp = z.strictObject({
  from: z
    .union([z.string(), z.array(addressWithPrefix).min(1)])
    .describe("the balancers before it: a group's name for its hosts, or addresses and networks"),
  header: headerName.default('X-Forwarded-For').describe('where they say who the client is; nobody else is believed'),
})

const FORMAT = '%a %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" "%{X-Forwarded-For}i" %{c}a'

const accessLog = z.strictObject({
  path: webPath.optional().describe('default: NAME.access.log in the folder of logs, which the distribution rotates'),
  format: z
    .string()
    .regex(/^[^\\\p{Cc}]+$/u, 'one line without backslashes is needed')
    .default(FORMAT)
    .describe('default: combined, X-Forwarded-For and who connected; %a is the client that real_ip works out'),
})

const described = z.strictObject({
  name: webName.optional().describe('names its file; default: the first server_name, else site-PORT'),
  listen: z
    .union([listen, z.array(listen).min(1)])
    .default(80)
    .describe('port, address and port, or a list of them; "ssl" may follow'),
  server_name: z
    .union([serverName, z.array(serverName).min(1)])
    .optional()
    .describe('host names that it answers to; default: any'),
  root: webPath.optional().describe('folder of its files; made where it is missing'),
  index: z.array(fileName).min(1).default(['index.html']).describe('files that answer for a folder'),
  content: z.string().optional().describe('text of the first index file, which is then written'),
  default: z
    .boolean()
    .optional()
    .describe(
      "answers for every name that no other site has; default: true without server_name. The distribution's default site then goes",
    ),
  tls: webTls.optional().describe('certificate and ciphers of the listens with "ssl"'),
  redirect_to_https: z.boolean().default(false).describe('listens without "ssl" only send clients to the one with it'),
  real_ip: realIp.optional().describe('takes the client from balancers before it (mod_remoteip)'),
  access_log: z
    .union([z.literal(true).transform(() => accessLog.parse({})), accessLog])
    .default(() => accessLog.parse({}))
    .describe('its own log: true, or where and how'),
  headers: z.record(headerName, headerValue).default({}).describe('further headers of every answer'),
  check: expectedAnswer.default({ path: '/', status: 200 }).describe('what the site is asked for by verify'),
  extra: apacheExtra.optional().describe('further lines for its VirtualHost'),
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
    if (one.tls === undefined && secure.length > 0) complain('tls', `it is needed: the site listens on "${secure[0]}"`)
    if (one.redirect_to_https && (secure.length === 0 || secure.length === listens.length))
      complain('redirect_to_https', 'a listen with "ssl" and one without are needed: [80, "443 ssl"]')
  })
  .transform((one) => {
    const written = [one.listen].flat()
    const listens = written.flatMap((each) => parseListen(each) ?? [])
    const serverNames = one.server_name === undefined ? [] : [one.server_name].flat()
    const name = one.name ?? serverNames.find((each) => /^[A-Za-z0-9]/.test(each)) ?? `site-${listens[0]?.port}`
    return { ...one, name, listens, serverNames, isDefault: one.default ?? serverNames.length === 0 }
  })

/** A site with its defaults. */
export type Site = z.output<typeof site>
