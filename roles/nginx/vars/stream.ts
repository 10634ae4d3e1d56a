import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { addressWithPrefix } from '../../kit/vars/words.ts'
import { webTls } from '../../kit/web/tls.ts'
import { duration, serverName, webName, webPath } from '../../kit/web/words.ts'
import { namesDirective } from '../language/directives-in.ts'
import { nginxExtra } from '../legacy/lines.ts'
import { legacyStreamNames } from '../legacy/names.ts'
import { hasWord, listenPort, protocolOf } from './listen.ts'
import { upstreamTls } from './upstream-tls.ts'

const listen = z
  .union([z.int().min(1).max(65535), z.string()])
  .refine(
    (value) => listenPort(value) !== undefined,
    'a port, or an address with one, is needed: 5432, "10.0.0.100:5432", "53 udp"',
  )
  .refine((value) => !hasWord(value, 'quic'), 'HTTP/3 is for sites')

const tls = webTls.omit({ hsts: true })

const oneLine = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u, 'one line is needed')

const request = z.strictObject({
  send: oneLine.optional().describe('a line that is sent first'),
  expect: oneLine.describe('what must be in the first line of the answer, such as SSH-2.0'),
})

const described = z
  .strictObject({
    name: webName.describe('its name in logs and checks'),
    listen: z
      .union([listen, z.array(listen).min(1)])
      .transform((one) => [one].flat())
      .describe('port, address and port, or a list of them; "udp", "ssl" and "proxy_protocol" may follow'),
    tls: tls.optional().describe('certificate and ciphers of the listens with "ssl", where TLS ends'),
    upstream_tls: upstreamTls
      .optional()
      .describe('TLS to the servers; without it they get what the client sent, or what was inside its TLS'),
    upstream: z.string().describe('the upstream that answers; with server_names, the one for all other names'),
    server_names: z
      .record(serverName, z.string())
      .optional()
      .describe('upstreams by the name that TLS clients request (SNI); TLS is passed on unchanged'),
    proxy_protocol: z
      .boolean()
      .default(false)
      .describe('sends the client address to the servers by the PROXY protocol'),
    real_ip: z
      .union([z.string(), z.array(addressWithPrefix).min(1)])
      .optional()
      .describe('balancers before it whose PROXY protocol is trusted: a group, or addresses and networks'),
    connect_timeout: duration.default('5s').describe('to connect to a server'),
    timeout: duration.default('10m').describe('silence after which a connection ends'),
    responses: z.int().min(0).optional().describe('how many UDP packets answer one; 0: none. Default: unknown'),
    next_upstream_tries: z.int().min(0).optional().describe('the most servers to try; 0: all'),
    access_log: z
      .union([z.boolean(), webPath])
      .default(false)
      .describe('a log of connections: true for /var/log/nginx/NAME.stream.log, or a path'),
    verify: z
      .union([z.literal(false), request])
      .optional()
      .describe(
        'the answer that a client must get; without it checks only connect, or look for the socket; false: they look for the socket',
      ),
    extra: nginxExtra('stream').optional().describe('further lines for its server block'),
  })
  .superRefine((one, context) => {
    const complain = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    const listens = listensOf(one)
    const isUdp = listens.map((written) => hasWord(written, 'udp'))
    if (new Set(isUdp).size > 1) complain('listen', 'a stream is TCP or UDP; write two')
    const udp = isUdp.includes(true)
    const secure = listens.find((written) => hasWord(written, 'ssl'))
    if (secure !== undefined && udp) complain('listen', 'nginx ends TLS of TCP only')
    if (secure !== undefined && one.tls === undefined && !namesDirective(one.extra, 'ssl_certificate'))
      complain('tls', `tls is needed: the stream listens on "${secure}"`)
    if (one.tls !== undefined && secure === undefined) complain('tls', 'a listen with "ssl" is needed: "993 ssl"')
    if (secure !== undefined && one.server_names !== undefined)
      complain(
        'server_names',
        'names are read from TLS that is passed on: leave "ssl" out, or write a stream without names',
      )
    if (one.upstream_tls?.verify === 'required' && one.upstream_tls.name === undefined)
      complain('upstream_tls', 'name is needed: the name that the certificate of the servers must have')
    if (udp && one.upstream_tls !== undefined) complain('upstream_tls', 'nginx speaks TLS with TCP servers only')
    if (udp && one.proxy_protocol) complain('proxy_protocol', 'nginx sends the PROXY protocol with TCP only')
    if (udp && one.server_names !== undefined) complain('server_names', 'TLS names work with TCP only')
    if (udp && listens.some((written) => hasWord(written, 'proxy_protocol')))
      complain('listen', 'nginx reads the PROXY protocol with TCP only')
    if (!udp && one.responses !== undefined) complain('responses', 'it is for UDP: "53 udp"')
    if (one.real_ip !== undefined && !listens.some((written) => hasWord(written, 'proxy_protocol')))
      complain('real_ip', '"proxy_protocol" is needed after a listen')
    if (udp && one.verify && one.verify.send === undefined)
      complain('verify', 'send is needed: with UDP nothing answers before something is sent')
  })

/** A balancer of TCP connections or UDP packets. */
export const stream = refusingLegacyKeys(described, legacyStreamNames)

export type Stream = z.output<typeof stream>

/** The upstreams that a stream needs. */
export function upstreamsOf({ upstream, server_names = {} }: Stream): readonly string[] {
  return [...new Set([upstream, ...Object.values(server_names)])]
}

/** The listens of a stream as a list: an invalid `listen` is still what the user wrote. */
export function listensOf({ listen }: { readonly listen: Stream['listen'] | number | string }): Stream['listen'] {
  return [listen].flat()
}

/** TCP or UDP: all listens of a stream have the same. */
export function protocolOfStream(stream: Pick<Stream, 'listen'>): 'tcp' | 'udp' {
  return listensOf(stream).some((written) => protocolOf(written) === 'udp') ? 'udp' : 'tcp'
}

/** The TCP ports of a stream, which no site can have too. */
export function tcpPorts(stream: Stream): readonly number[] {
  return protocolOfStream(stream) === 'udp' ? [] : stream.listen.flatMap((written) => listenPort(written) ?? [])
}

/** An nginx variable for a stream: its name has letters, digits and `_`, and ignores case. */
export function variableOf({ name }: Pick<Stream, 'name'>): string {
  return `upstream_of_${name.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')}`
}
