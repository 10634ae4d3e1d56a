import { type LegacyLines, refusingLegacyLines } from '../../kit/legacy/lines.ts'

/** Directives of old tutorials, and what to write today (rule 39). */
const LEGACY: LegacyLines = [
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
  [/^(ip_hash|least_conn|random|hash)\b/, 'write method: beside the upstream'],
  [/^(server|http)\s*;$/, 'extra is already inside a server block: write another site'],
  [
    /^server\s+\d+(\.\d+){3}(:\d+)?(\s+(weight|max_fails|fail_timeout)=\S+|\s+(backup|down))*\s*;$/,
    'write servers, a list',
  ],
  [/^log_format\b/, 'write access_log: { format: … }: log_format belongs outside a site'],
  [/^upstream\s/, 'write upstreams, with servers, weights and a method'],
  [
    /^check\s+.*\binterval=|^check_http_(send|expect_alive)\b|^healthcheck_/,
    'active checks need a third-party module: write max_fails and fail_timeout',
  ],
  [/^limit_zone\b/, 'write limit_conn_zone, in extra beside sites'],
  [/^satisfy_any\b/, 'write satisfy any'],
  [/^optimize_server_names\b/, 'write server_name_in_redirect'],
  [/^open_file_cache_retest\b/, 'write open_file_cache_valid'],
  [
    /^(ssl_session_cache\s+builtin|ssl_protocols\b.*\b(SSLv2|SSLv3|TLSv1|TLSv1\.1)(\s|;))/,
    'write ssl_protocols TLSv1.2 TLSv1.3 and a shared ssl_session_cache, as tls does by default',
  ],
  [
    /^proxy_(upstream_fail_timeout|upstream_max_fails|fail_timeout|upstream_tries)\b/,
    'write max_fails and fail_timeout beside the servers, next_upstream beside the location',
  ],
  [
    /^(worker_connections|worker_processes|use\s+epoll|events\s*;$)/,
    'it belongs in nginx.conf, which the role does not change (rule 41)',
  ],
  [/^(tcp|stream)\s*;$/, 'write streams: the block belongs beside http, never in a site'],
]

/** nginx directives that the role does not model; those of old tutorials are refused. */
export const nginxExtra = refusingLegacyLines(LEGACY, directivesOf)

/** The directives, however they are spread over lines; all but the last piece end with a semicolon. */
function directivesOf(lines: string): string[] {
  const pieces = withoutComments(lines).split(/[\n;{}]/)
  return pieces.map((piece, index) => `${piece.trim()}${index < pieces.length - 1 ? ';' : ''}`)
}

/** The lines without their comments. */
export function withoutComments(lines: string): string {
  return lines.replaceAll(/(^|\s)#.*$/gm, '$1')
}
