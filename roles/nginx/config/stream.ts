import type { Text } from '../../../engine/secrets.ts'
import { pemPath } from '../../kit/certificates/files.ts'
import { block, configFile, type Lines } from '../../kit/config-text.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { trustedAddresses } from '../../kit/hosts/trusted.ts'
import { CERTIFICATES, type Places } from '../places.ts'
import { protocolOfStream, type Stream, upstreamsOf, variableOf } from '../vars/stream.ts'
import type { NginxVars } from '../vars/vars.ts'
import { directive, quoted } from './directive.ts'
import { ownLines, withoutOwn } from './own-lines.ts'
import { upstreamLines } from './upstream.ts'
import { upstreamTlsLines } from './upstream-tls.ts'

const FORMAT = '$remote_addr [$time_local] $protocol $status $bytes_sent $bytes_received $session_time "$upstream_addr"'

/** Everything besides the streams that their file depends on. */
export interface StreamContext {
  readonly vars: Pick<NginxVars, 'streams' | 'upstreams' | 'certificates'>
  readonly find: FindHosts
  readonly places: Pick<Places, 'systemCa'>
}

/** One `stream` block for all streams: nginx refuses a second block. */
export function streamsConfig(context: StreamContext): Text {
  const { find, vars } = context
  const { streams, upstreams } = vars
  const needed = new Set(streams.flatMap(upstreamsOf))
  return configFile(
    block(
      'stream',
      hashSize(streams),
      streams.some((one) => one.access_log !== false) ? [`log_format streams '${FORMAT}';`] : [],
      ...upstreams
        .filter((one) => needed.has(one.name))
        .map((one) => upstreamLines(one, find, `stream-upstream-${one.name}`)),
      ...streams.map((one) => streamLines(one, context)),
    ),
  )
}

function streamLines(stream: Stream, context: StreamContext): Lines {
  const { find, vars, places } = context
  const log = streamLogPath(stream)
  const named = stream.server_names !== undefined
  const lines = [
    ...stream.listen.map((one) => `listen ${one};`),
    ...(named ? ['ssl_preread on;'] : []),
    ...tls(stream, context),
    `proxy_pass ${named ? `$${variableOf(stream)}` : stream.upstream};`,
    ...(stream.upstream_tls === undefined
      ? []
      : [
          'proxy_ssl on;',
          ...upstreamTlsLines(stream.upstream_tls, stream.upstream_tls.name, {
            certificates: vars.certificates,
            places,
          }),
        ]),
    ...(stream.proxy_protocol ? ['proxy_protocol on;'] : []),
    ...trustedAddresses(stream.real_ip ?? [], find).map((address) => `set_real_ip_from ${address};`),
    `proxy_connect_timeout ${stream.connect_timeout};`,
    `proxy_timeout ${stream.timeout};`,
    ...(protocolOfStream(stream) === 'udp' ? directive('proxy_responses', stream.responses) : []),
    ...directive('proxy_next_upstream_tries', stream.next_upstream_tries),
    ...(log === undefined ? [] : [`access_log ${quoted(log)} streams;`]),
  ]
  return [...names(stream), ...block('server', withoutOwn(lines, stream.extra), ownLines(stream.extra))]
}

function tls({ tls: described, name }: Stream, { vars }: StreamContext): Lines {
  const certificate = vars.certificates.find((one) => one.name === described?.certificate)
  if (described === undefined || certificate === undefined) return []
  const path = pemPath(CERTIFICATES, certificate)
  return [
    `ssl_certificate ${path};`,
    `ssl_certificate_key ${path};`,
    `ssl_protocols ${described.protocols.join(' ')};`,
    `ssl_ciphers ${described.ciphers};`,
    'ssl_prefer_server_ciphers off;',
    `ssl_session_cache shared:evenkeel-stream-tls-${name}:1m;`,
    'ssl_session_timeout 1d;',
    'ssl_session_tickets off;',
  ]
}

/** Path of a stream's own log; undefined if it has none. */
export function streamLogPath({ access_log: log, name }: Stream): string | undefined {
  if (log === false) return undefined
  return log === true ? `/var/log/nginx/${name}.stream.log` : log
}

function names(stream: Stream): Lines {
  if (stream.server_names === undefined) return []
  const routes = Object.entries(stream.server_names).map(([name, upstream]) => `${name} ${upstream};`)
  const wild = Object.keys(stream.server_names).some((name) => name.includes('*'))
  return block(`map $ssl_preread_server_name $${variableOf(stream)}`, wild ? ['hostnames;'] : [], routes, [
    `default ${stream.upstream};`,
  ])
}

/**
 * A bucket of a map holds names, each with a pointer and its length, and a pointer at its end. nginx's default of 64
 * bytes is enough for a name of 46 letters, and for a hundred names without hash collisions.
 */
function hashSize(streams: readonly Stream[]): Lines {
  const names = streams.flatMap(({ server_names = {} }) => Object.keys(server_names))
  const longest = Math.max(0, ...names.map((name) => name.length))
  const bytes = Math.max(16 + 8 * Math.ceil((longest + 2) / 8), names.length > 100 ? 512 : 0)
  return bytes <= 64 ? [] : [`map_hash_bucket_size ${2 ** Math.ceil(Math.log2(bytes))};`]
}
