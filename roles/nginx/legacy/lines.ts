import { z } from 'zod'
import { masked } from '../../../engine/secrets/masked.ts'
import { Secret, Text, text } from '../../../engine/secrets.ts'
import { extraLines } from '../../kit/vars/words.ts'
import { type Directive, lineOf, parseDirectives } from '../language/directives.ts'
import { type OwnLines, revealed } from '../language/own-text.ts'

/** The block in which lines of the user's own stand. */
export type Place = 'http' | 'server' | 'location' | 'upstream' | 'stream'

/** A directive of old tutorials, what to write today, and the blocks in which it is a mistake; default: all. */
type LegacyDirective = readonly [pattern: RegExp, advice: string, places?: readonly Place[]]

const IN_SITES: readonly Place[] = ['server', 'location']

/** rule 39 */
const LEGACY: readonly LegacyDirective[] = [
  [/^ssl\s+(on|off)\b/, '"ssl on" is gone: write listen: "443 ssl"'],
  [/^listen\s.*\bspdy\b|^spdy_/, 'SPDY is gone: write listen: "443 ssl http2"'],
  [
    /^http2_(push|push_preload|max_requests|recv_timeout|idle_timeout|max_field_size|max_header_size)\b/,
    'nginx 1.25 removed this directive: leave it out',
  ],
  [/^fair\b/, '"fair" needs a third-party module: write method: least_conn'],
  [/^(upstream_hash|url_hash|hash_method|hash_again|consistent_hash)\b/, 'write method: hash $request_uri consistent'],
  [
    /^(session_sticky|jvm_route)\b/,
    'it needs a third-party module: write method: ip_hash, or "hash $cookie_NAME consistent"',
  ],
  [/^(ip_hash|least_conn|random|hash)\b/, 'write method: beside the upstream', ['upstream', ...IN_SITES, 'stream']],
  [/^server\s*\{/, 'extra is already inside a server block: write another site', IN_SITES],
  [/^server\s*\{/, 'write another stream', ['stream']],
  [/^http\s*\{/, 'extra is already inside http: write what stands in the block'],
  [
    /^server\s+\d+(\.\d+){3}(:\d+)?(\s+(weight|max_fails|fail_timeout)=\S+|\s+(backup|down))*\s*;$/,
    'write servers, a list',
    ['upstream', ...IN_SITES, 'stream'],
  ],
  [
    /^log_format\b/,
    'write access_log: { format: … }, or the line into extra beside sites: log_format belongs outside a site',
    IN_SITES,
  ],
  [/^upstream\s/, 'write upstreams, with servers, weights and a method', [...IN_SITES, 'upstream', 'stream']],
  [
    /^check\s+.*\binterval=|^check_http_(send|expect_alive)\b|^healthcheck_/,
    'active checks need a third-party module: write max_fails and fail_timeout',
  ],
  [/^limit_zone\b/, 'write limit_conn_zone, in extra beside sites'],
  [/^satisfy_any\b/, 'write satisfy any'],
  [/^optimize_server_names\b/, 'write server_name_in_redirect'],
  [/^open_file_cache_retest\b/, 'write open_file_cache_valid'],
  [
    /^ssl_protocols\b.*\b(SSLv2|SSLv3|TLSv1|TLSv1\.1)(\s|;)/,
    'write ssl_protocols TLSv1.2 TLSv1.3, as tls does by default',
  ],
  [
    /^proxy_(upstream_fail_timeout|upstream_max_fails|fail_timeout|upstream_tries)\b/,
    'write max_fails and fail_timeout beside the servers, next_upstream beside the location',
  ],
  [
    /^(worker_connections|worker_processes|worker_rlimit_nofile|use\s+epoll|events\s*\{)/,
    'it belongs in nginx.conf: write workers: { connections: … } beside sites (rule 41)',
  ],
  [/^load_module\b/, 'it belongs outside http: the package of a module loads it (rule 41)'],
  [/^(tcp|stream)\s*\{/, 'write streams: the block belongs beside http, never in a site'],
]

/** nginx directives that the role does not model, in one of its blocks; those of old tutorials are refused there. */
export function nginxExtra(place: Place) {
  return z
    .union([extraLines, z.instanceof(Text), z.instanceof(Secret).transform((one) => text`${one}`)])
    .superRefine((lines, context) => {
      for (const message of legacyIn(parseDirectives(revealed(lines)), place))
        context.addIssue({ code: 'custom', message: masked(message) })
    })
    .transform((lines): OwnLines => lines)
}

/** All complaints at once, so that a pasted tutorial can be corrected in one go. */
function legacyIn(all: readonly Directive[], place: Place): readonly string[] {
  return all.flatMap((one) => {
    const line = lineOf(one)
    const [, advice] =
      LEGACY.find(([pattern, , places]) => pattern.test(line) && (places ?? [place]).includes(place)) ?? []
    // What a block has inside is not told, too: it is in the wrong place with it.
    if (advice !== undefined) return [`"${line}": ${advice}`]
    return one.hasEntries ? [] : legacyIn(one.inner ?? [], placeIn(one, place))
  })
}

/** The block of a directive; `if`, `limit_except` and the like stand for the block around them. */
function placeIn({ name }: Directive, around: Place): Place {
  if (name === 'server') return around === 'stream' ? 'stream' : 'server'
  if (name === 'location' || name === 'upstream') return name === 'upstream' ? 'http' : 'location'
  return around
}
