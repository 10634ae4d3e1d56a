import { type LegacyKeys, ofEach } from '../../../engine/errors/legacy-keys.ts'

// nginx directives that tutorials write as keys, also old and third-party ones, and what to write here instead.

const inExtra = (key: string) => `write it into extra, as nginx has it: "${key} …;"`
const inLocation = (key: string) => `it belongs in a location: locations: [{ path: /, ${key}: … }]`
const HASH = 'write method: hash $request_uri consistent'
const PASSIVE = 'nginx has passive checks only: write max_fails and fail_timeout'
const METHOD = 'write method: round_robin, least_conn, ip_hash or "hash $request_uri consistent"'
const TLS = 'write tls: { certificate: NAME }, and certificates beside sites'
const SESSIONS = 'write tls: { certificate: NAME, session_cache: …, session_timeout: …, session_tickets: … }'
const LOG = 'write access_log: { path: …, format: … }'
const REAL_IP = 'write real_ip: { from: directors }'
const PROXY_HEADERS =
  'write proxy_headers: { X-Name: … }; Host, X-Real-IP, X-Forwarded-For and X-Forwarded-Proto are sent by default (rule 40)'
const WORKERS = 'write workers: { connections: 4096 }'
const DISTRIBUTION = 'it belongs in nginx.conf, which the role does not change (rule 41)'

export const legacyTopNames: LegacyKeys = {
  upstream: 'write upstreams, a list',
  ...ofEach(['server', 'servers', 'http', 'vhosts'], 'write sites, a list, and upstreams beside them'),
  ...ofEach(['stream', 'tcp', 'udp'], 'write streams, a list'),
  ...ofEach(['worker_connections', 'worker_processes', 'worker_rlimit_nofile', 'events'], WORKERS),
  ...ofEach(['user', 'load_module'], DISTRIBUTION),
  ...ofEach(['include', 'log_format', 'map', 'limit_req_zone', 'proxy_cache_path'], inExtra),
  ...ofEach(
    ['gzip', 'locations', 'location', 'listen', 'server_name'],
    (key) => `it belongs in a site: sites: [{ ${key}: … }]`,
  ),
}

export const legacyUpstreamNames: LegacyKeys = {
  server: 'write servers: the name of a group, or a list',
  fair: 'it needs a third-party module: write method: least_conn',
  ...ofEach(['url_hash', 'upstream_hash', 'consistent_hash', 'hash_method', 'hash_again'], HASH),
  hash: 'write method: hash KEY',
  ...ofEach(['ip_hash', 'least_conn', 'random', 'round_robin'], (key) => `write method: ${key}`),
  ...ofEach(['balance', 'algorithm', 'lb', 'lb_algo', 'load_balance', 'strategy'], METHOD),
  ...ofEach(
    ['sticky', 'session_sticky', 'jvm_route', 'persistence'],
    'write method: ip_hash, or "hash $cookie_NAME consistent"',
  ),
  ...ofEach(['check', 'health_check', 'healthcheck', 'check_http_send', 'check_http_expect_alive'], PASSIVE),
  ...ofEach(['weight', 'backup', 'down'], (key) => `it belongs to a server: servers: [{ host: web1, ${key}: … }]`),
}

export const legacyUpstreamServerNames: LegacyKeys = {
  ip: 'write address',
  server: 'write host, or address and port',
  unix: 'write socket: /run/app.sock',
  resolve: 'write dns: app.example.com, or a location with proxy_pass: http://app.example.com:80, and resolver',
  slow_start: 'only NGINX Plus has it: leave it out',
  max_conn: 'write max_conns',
}

export const legacySiteNames: LegacyKeys = {
  check: 'write verify',
  server: 'a site is a server: write its keys directly in the site',
  location: 'write locations, a list',
  ...ofEach(['proxy_pass', 'return', 'expires', 'try_files', 'alias'], inLocation),
  proxy_set_header: 'it belongs in a location: locations: [{ path: /, proxy_pass: …, proxy_headers: { … } }]',
  ...ofEach(['ssl', 'ssl_certificate', 'ssl_certificate_key'], TLS),
  ssl_protocols: 'write tls: { certificate: NAME, protocols: [TLSv1.2, TLSv1.3] }',
  ssl_ciphers: 'write tls: { certificate: NAME, ciphers: … }',
  ...ofEach(['default_server', 'is_default'], 'write default: true'),
  add_header: 'write headers: { X-Name: … }',
  ...ofEach(['log_format', 'access_log_format'], LOG),
  ...ofEach(['set_real_ip_from', 'real_ip_header', 'real_ip_recursive'], REAL_IP),
  ...ofEach(['ssl_session_cache', 'ssl_session_timeout', 'ssl_session_tickets'], SESSIONS),
  ...ofEach(['http3', 'quic'], 'write listen: ["443 ssl", "443 quic"]'),
  ...ofEach(['gzip_types', 'gzip_comp_level', 'gzip_min_length'], 'write gzip: { types: …, level: …, min_length: … }'),
  server_names: 'write server_name, a name or a list',
  ...ofEach(
    ['error_page', 'error_log', 'charset', 'rewrite', 'autoindex', 'fastcgi_pass', 'keepalive_timeout', 'limit_req'],
    inExtra,
  ),
}

export const legacyLocationNames: LegacyKeys = {
  check: 'write verify',
  location: 'write path',
  proxy_set_header: PROXY_HEADERS,
  set_header: PROXY_HEADERS,
  add_header: 'write headers: { X-Name: … }',
  proxy_connect_timeout: 'write timeouts: { connect: 5s }',
  proxy_send_timeout: 'write timeouts: { send: 60s }',
  proxy_read_timeout: 'write timeouts: { read: 60s }',
  proxy_next_upstream: 'write next_upstream: { on: [error, timeout] }',
  proxy_next_upstream_tries: 'write next_upstream: { tries: 2 }',
  proxy_next_upstream_timeout: 'write next_upstream: { timeout: 10s }',
  proxy_buffering: 'write buffering: true or false',
  proxy_http_version: 'write websocket: true, or keepalive at the upstream: both speak HTTP/1.1',
  ...ofEach(['proxy_ssl_name', 'proxy_ssl_server_name'], 'write upstream_tls: { name: app.example.com }'),
  proxy_ssl_verify: 'write upstream_tls: { verify: required }, or none',
  proxy_ssl_trusted_certificate: 'write upstream_tls: { ca_file: /etc/ssl/app-ca.pem }',
  ...ofEach(['proxy_ssl_certificate', 'proxy_ssl_certificate_key'], 'write upstream_tls: { certificate: NAME }'),
  resolver: 'write resolver beside sites',
  rewrite: 'write redirect, or the line into extra',
  ...ofEach(
    [
      'proxy_redirect',
      'proxy_buffers',
      'proxy_buffer_size',
      'proxy_busy_buffers_size',
      'proxy_temp_file_write_size',
      'proxy_hide_header',
      'proxy_cache',
      'client_body_buffer_size',
      'fastcgi_pass',
      'stub_status',
      'allow',
      'deny',
    ],
    inExtra,
  ),
}

export const legacyStreamNames: LegacyKeys = {
  check: 'write verify',
  proxy_pass: 'write upstream: NAME',
  server: 'write upstream: NAME, and the servers in upstreams',
  proxy_timeout: 'write timeout',
  proxy_connect_timeout: 'write connect_timeout',
  proxy_responses: 'write responses',
  proxy_next_upstream_tries: 'write next_upstream_tries',
  ...ofEach(
    ['ssl', 'ssl_certificate', 'ssl_certificate_key'],
    'write listen: "993 ssl", and tls: { certificate: NAME }',
  ),
  ...ofEach(['proxy_ssl', 'proxy_ssl_name', 'proxy_ssl_verify'], 'write upstream_tls: { name: app.example.com }'),
  protocol: 'write listen: "53 udp"; without it a stream is TCP',
  ...ofEach(['ssl_preread', 'map'], 'write server_names: { a.example: upstream-a }'),
  ...ofEach(['check', 'health_check'], PASSIVE),
}
