import type { z } from 'zod'
import { type LegacyKeys, ofEach, refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { LEGACY_KEYWORDS } from './lines.ts'

// HAProxy's own keywords, current and removed, that users may write as keys; and the keys that are needed instead.

const inExtra = (key: string) => `write it into extra, in HAProxy's syntax: "${key} …"`
const inTune = (key: string) => `write tune: { ${key.replace('tune.', '')}: … }`
const inSystemd = () => 'leave it out: systemd supervises the process'

const TIMEOUTS = 'write timeouts: { connect: 5s, client: 30s, server: 30s }'
const CHECK = 'write check: { http: / } or check: { tcp: true }'
const INTERVALS = 'write default_server: { inter: 2s, rise: 2, fall: 3 }'
const STICK = 'write stick: { on: src, expire: 30m }'

/** Advice on keys that means the same in all maps. */
const ANYWHERE: LegacyKeys = {
  ...Object.fromEntries(Object.entries(LEGACY_KEYWORDS).filter(([key]) => !key.includes(' '))),
  contimeout: 'write timeouts: { connect: 5s }',
  clitimeout: 'write timeouts: { client: 30s }',
  srvtimeout: 'write timeouts: { server: 30s }',
  timeout: TIMEOUTS,
  ...ofEach(['timeout connect', 'timeout client', 'timeout server'], TIMEOUTS),
  nbproc: 'HAProxy has one process since 2.5: write threads',
  nbthread: 'write threads',
  option: 'write options, a list: [http-server-close]',
  httpclose: 'it switches keep-alive off: leave it out, or write options: [http-server-close]',
  forceclose: 'gone since HAProxy 2.0: leave it out, or write options: [http-server-close]',
  'option httpclose': 'it switches keep-alive off: leave it out, or write options: [http-server-close]',
  'option forceclose': 'gone since HAProxy 2.0: leave it out, or write options: [http-server-close]',
  'option forwardfor': 'write forwardfor: true',
  ...ofEach(['httplog', 'option httplog'], 'write log: http'),
  ...ofEach(['tcplog', 'option tcplog'], 'write log: tcp'),
  'option dontlognull': 'leave it out: it is on by default, see dontlognull in defaults',
  'option redispatch': 'leave it out: it is on by default, see redispatch in defaults',
  'log-format': 'write log: { format: … }',
  block: 'gone since HAProxy 2.1: write "http-request deny if …" into extra',
  reqadd: 'gone since HAProxy 2.1: write request_headers: [{ add: X-Name, value: … }]',
  ...ofEach(
    ['reqrep', 'reqirep'],
    'gone since HAProxy 2.1: write request_headers, or "http-request replace-path" in extra',
  ),
  rspadd: 'gone since HAProxy 2.1: write response_headers: [{ add: X-Name, value: … }]',
  ...ofEach(['rspdel', 'rspidel'], 'gone since HAProxy 2.1: write response_headers: [{ del: X-Name }]'),
  ...ofEach(['httpchk', 'option httpchk'], 'write check: { http: / }'),
  ...ofEach(['mysql-check', 'option mysql-check', 'tcp-check', 'http-check'], CHECK),
  appsession: 'gone since HAProxy 1.6: write stick: { on: "req.cook(NAME)", learn: "res.cook(NAME)" }',
  'stick-table':
    'write table: { store: [http_req_rate(10s)] } for rules that count, or stick: { on: src } for persistence',
  ...ofEach(['stick on', 'stick match', 'sticky'], STICK),
  'http-request': 'write http_request, a list: [{ deny: 403, if: NAME }]',
  'http-response': 'write http_response, a list, or response_headers',
  'tcp-request': 'write tcp_request, a list: [{ reject: true, if: NAME }]',
  redirect: 'write redirects, a list',
  bind: 'write binds, a list',
  server: 'write servers, a group or a list',
  acl: 'write acls, a list',
  stats: 'write stats at the top of vars: { address: own, user: …, password: … }',
  ...ofEach(['errorfile', 'errorfiles', 'http-errors'], 'write error_pages: NAME, and error_pages at the top of vars'),
  ...ofEach(['errorloc', 'monitor-uri', 'capture', 'source'], inExtra),
}

export const legacyTopNames: LegacyKeys = {
  listen: 'write listens, a list',
  frontend: 'write frontends, a list',
  backend: 'write backends, a list',
  userlist: 'write userlists, a list',
  cache: 'write caches, a list',
  ...ofEach(['mailers', 'program', 'ring'], inExtra),
  ...ofEach(['mode', 'option', 'options', 'retries', 'timeout', 'timeouts'], 'write it in defaults'),
  ...ofEach(['balance', 'servers', 'server'], 'write it in backends and listens'),
}

export const legacyGlobalNames: LegacyKeys = {
  ...ofEach(['daemon', 'pidfile', 'master-worker', 'quiet'], inSystemd),
  uid: 'write user',
  gid: 'write group',
  'ulimit-n': 'leave it out: HAProxy computes it from maxconn',
  stats: 'write socket for the admin socket, and stats at the top of vars for the page',
  'stats socket': 'write socket: { level: admin }',
  'ssl-default-bind-ciphers': 'write tls: { ciphers: … }',
  'ssl-default-bind-ciphersuites': 'write tls: { ciphersuites: … }',
  'ssl-default-bind-options': 'write tls: { min_version: TLSv1.2 }',
  ...ofEach(['ca-base', 'crt-base'], 'leave it out: binds name certificates'),
  ...ofEach(['cpu-map', 'spread-checks', 'node', 'description', 'ssl-default-server-ciphers'], inExtra),
  ...ofEach(['tune.bufsize', 'tune.maxrewrite', 'tune.maxaccept', 'tune.ssl.default-dh-param'], inTune),
}

export const legacyDefaultsNames: LegacyKeys = {
  log: 'leave it out: all sections log to the target in global',
  maxconn: 'write it in global for the whole process, and in frontends and listens',
  ...ofEach(['balance', 'cookie', 'check', 'default_server', 'default-server'], 'write it in backends and listens'),
  forwardfor: 'write it in frontends and listens: forwardfor: true',
}

export const legacyTimeoutNames: LegacyKeys = {
  contimeout: 'write connect: 5s',
  clitimeout: 'write client: 30s',
  srvtimeout: 'write server: 30s',
  'http-request': 'write http_request: 10s',
  'http-keep-alive': 'write http_keep_alive: 10s',
}

export const legacyStatsNames: LegacyKeys = {
  ...ofEach(['enable', 'stats enable'], 'leave it out: stats enables the page'),
  ...ofEach(['auth', 'stats auth'], 'write user, and password from a secret (rule 35)'),
  bind: 'write address and port',
  'stats uri': 'write uri',
  realm: 'leave it out, or write "stats realm …" into extra',
  ...ofEach(['hide-version', 'hide_version'], 'leave it out: the version is hidden'),
}

export const legacyAclNames: LegacyKeys = {
  ...ofEach(['hdr(host)', 'hdr_host', 'hdr_dom', 'hdr_dom(host)'], 'write host, or host_end: .example.com'),
  ...ofEach(['hdr_beg', 'hdr_beg(host)'], 'write host_beg, or hdr: { name: …, value: …, match: beg }'),
  ...ofEach(['hdr_end', 'hdr_end(host)'], 'write host_end, or hdr: { name: …, value: …, match: end }'),
  ...ofEach(['hdr_reg', 'hdr_reg(host)'], 'write host_reg, or hdr: { name: …, value: …, match: reg }'),
  hdr_sub: 'write hdr: { name: …, value: …, match: sub }',
  ...ofEach(['req_ssl_sni', 'req.ssl_sni'], 'write sni'),
  ssl_fc_sni: 'write ssl_sni',
  ssl_fc: 'write ssl: true',
  ...ofEach(
    ['url', 'url_end', 'url_dir', 'url_param', 'cook'],
    (key) => `write criterion: "${key} …", in HAProxy's syntax`,
  ),
}

export const legacyUseBackendNames: LegacyKeys = { acl: 'write if: NAME', check: 'write verify' }

export const legacyCheckNames: LegacyKeys = {
  httpchk: 'write http: /',
  uri: 'write http: { path: / }',
  ...ofEach(['expect', 'http-check'], 'write http: { path: /, status: 200 }'),
  ...ofEach(
    ['tcp-check', 'mysql-check', 'ssl-hello-chk'],
    (key) => `write tcp: true, or options: ["${key}"] beside check`,
  ),
  ...ofEach(['inter', 'interval', 'fastinter', 'downinter', 'rise', 'fall'], () => `${INTERVALS} beside check`),
}

export const legacyCookieNames: LegacyKeys = {
  ...ofEach(['insert', 'prefix', 'rewrite'], (key) => `write mode: ${key}`),
  maxidle: 'write max_idle',
  maxlife: 'write max_life',
}

export const legacyServerNames: LegacyKeys = {
  ip: 'write address',
  disabled: 'write weight: 0: the server gets nothing new',
  minconn: 'write it into extra: "minconn 10"',
  ...ofEach(['addr', 'redir', 'source', 'track', 'init-addr'], (key) => `write it into extra: "${key} …"`),
  'server-template': 'write dns: NAME and slots: 5',
  ...ofEach(['crt', 'ca-file', 'verify', 'sni'], 'write ssl: { ca_file: …, name: … }'),
}

export const legacyBindNames: LegacyKeys = {
  crt: 'write ssl: NAME, one of certificates',
  process: 'gone since HAProxy 2.7: leave it out',
  'accept-proxy': 'write accept_proxy: true',
}

/** Returns the schema; its errors about legacy keys name the keys that are needed today. */
export function refusingLegacy<Schema extends z.ZodType>(schema: Schema, own: LegacyKeys = {}): Schema {
  return refusingLegacyKeys(schema, { ...ANYWHERE, ...own })
}
