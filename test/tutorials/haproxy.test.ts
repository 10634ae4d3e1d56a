import { accepts, type LegacyForm, refusesLegacy, reports } from './legacy-forms.ts'

const listen = (more: string) => `{ listens: [{ name: web, binds: [80], servers: real_servers, ${more} }] }`
const balance = (written: string) => listen(`balance: "${written}"`)
const check = (more: string) => listen(`check: { ${more} }`)
const front = (more: string) => `{ listens: [{ name: web, servers: real_servers, ${more} }] }`
const global = (more: string) => `{ global: { ${more} } }`
const defaults = (more: string) => `{ defaults: { ${more} } }`
const stats = (more: string) => `{ stats: { address: own, user: ops, password: x, ${more} } }`

const KEYS: readonly LegacyForm[] = [
  [global('nbproc: 1'), 'nbproc', 'write threads'],
  [global('daemon: true'), 'daemon', 'leave it out: systemd'],
  [global('uid: 99'), 'uid', 'write user'],
  [global('ulimit-n: 65535'), 'ulimit-n', 'leave it out'],
  [global('stats: socket /x'), 'stats', 'write socket for the admin socket'],
  [global('tune.bufsize: 32768'), 'tune.bufsize', 'write tune: { bufsize: … }'],
  [global('ssl-default-bind-options: no-sslv3'), 'ssl-default', 'write tls: { min_version: TLSv1.2 }'],
  [defaults('contimeout: 5000'), 'contimeout', 'write timeouts: { connect: 5s }'],
  [defaults('timeout: { connect: 5000 }'), 'timeout', 'write timeouts: { connect: 5s, client: 30s, server: 30s }'],
  [defaults('timeouts: { srvtimeout: 50000 }'), 'srvtimeout', 'write server: 30s'],
  [defaults('timeouts: { http-request: 10s }'), 'http-request', 'write http_request: 10s'],
  [defaults('option: httplog'), 'option', 'write options, a list'],
  [defaults('balance: roundrobin'), 'balance', 'write it in backends and listens'],
  ['{ listen: { name: web } }', 'listen', 'write listens, a list'],
  ['{ balance: roundrobin }', 'balance', 'write it in backends and listens'],
  [listen('redispatch: true'), 'redispatch', 'write "option redispatch"'],
  [listen('httpclose: true'), 'httpclose', 'options: [http-server-close]'],
  [listen('option forwardfor: true'), 'option forwardfor', 'write forwardfor: true'],
  [listen('reqadd: x'), 'reqadd', 'write request_headers'],
  [listen('stats: enable'), 'stats', 'write stats at the top of vars'],
  [listen('http-request: deny'), 'http-request', 'write http_request'],
  [listen('stick-table: type ip'), 'stick-table', 'or stick: { on: src'],
  [check('httpchk: /'), 'httpchk', 'check: httpchk: write http: /'],
  [check('inter: 2s'), 'inter', 'write default_server: { inter: 2s'],
  [stats('auth: admin:admin'), 'auth', 'write user, and password from a secret'],
  [stats('enable: true'), 'enable', 'leave it out'],
  [stats('bind: "*:8404"'), 'bind', 'write address and port'],
  [listen('acls: [{ name: x, hdr(host): a.example }]'), 'hdr(host)', 'write host'],
  [listen('use_backend: [{ backend: b, acl: x }]'), 'acl', 'write if: NAME'],
  [listen('cookie: { name: x, insert: true }'), 'insert', 'write mode: insert'],
]

const VALUES: readonly LegacyForm[] = [
  [global('log: 127.0.0.1 local2'), '127', 'such as { target: "127.0.0.1:514", facility: local2 }'],
  [defaults('timeouts: { connect: 5000 }'), '5000', 'must have a unit: 5000ms, 5s, 1h'],
  [defaults('options: [option httplog]'), 'option httplog', 'leave it out'],
  [listen('options: [forceclose]'), 'forceclose', 'write "option http-server-close"'],
  [listen('options: [forceclose]'), 'forceclose', 'gone since HAProxy 2.0'],
  [listen('mode: health'), 'health', 'write "http-request return status 200"'],
  [listen('mode: forwardfor'), 'forwardfor', 'write forwardfor: true'],
  [balance('rr'), '"rr"', 'write roundrobin'],
  [balance('url_param userid'), '"url_param', 'write { url_param: userid }'],
  [balance('hdr(User-Agent)'), '"hdr', 'write { hdr: User-Agent }'],
  [balance('uri depth 3'), '"uri', 'write { uri: { depth: 3 } }'],
  [listen('cookie: SERVERID insert indirect nocache'), 'SERVERID', 'such as { name: SERVERID }'],
  [listen('check: httpchk'), 'httpchk', 'such as { http: / }'],
  [listen('acls: [acl is_static path_end .jpg]'), 'acl is', 'such as { name: is_static, path_end: [.jpg, .css] }'],
  [listen('use_backend: [static if is_static]'), 'static if', 'such as { backend: images, if: is_static }'],
  [listen('redirects: ["scheme https if !{ ssl_fc }"]'), '"scheme', 'such as { scheme: https }'],
  [front('binds: ["*:443 ssl crt /x.pem"]'), '"*:443', 'words after the port are keys'],
  [front('binds: ["10.0.0.1:80,10.0.0.1:443"]'), '"10.0.0.1:80', 'write an entry for each'],
  [
    '{ backends: [{ name: b, servers: [web1 10.0.0.21:80 check inter 2000] }] }',
    'web1',
    'such as { address: 10.0.0.21, port: 80, weight: 2 }',
  ],
]

const OLD_FILE = [
  'global',
  '  nbproc 1',
  'defaults',
  '  contimeout 5000',
  '  option forceclose',
  'listen web 0.0.0.0:80',
  '  bind *:81 process 1',
].join('\\n')

/** Errors name each legacy line by its number. */
const LINES: readonly LegacyForm[] = [
  'line 2: "nbproc" is gone',
  'line 4: "contimeout" is gone since HAProxy 2.1: write "timeout connect 5s"',
  'line 5: "option forceclose" is gone since HAProxy 2.0',
  'line 6: "listen web" no longer takes an address: write "bind 0.0.0.0:80"',
  'line 7: "process" of "bind" is gone',
].map((message) => [`{ config: "${OLD_FILE}" }`, '"global', message])

refusesLegacy('haproxy', [
  ...KEYS,
  ...VALUES,
  ...LINES,
  [listen('extra: "reqadd X"'), '"reqadd', 'line 1: "reqadd" is gone'],
])

const weakPassword = 'a password that attackers try first'
reports('haproxy', [
  [listen('mode: tcp, cookie: { name: SERVERID }'), 'refuse', 'mode tcp, which ignores cookie'],
  ['{ stats: { address: "*", user: admin, password: admin } }', 'refuse', weakPassword],
  [
    listen('extra: "stats enable\\nstats auth admin:admin"'),
    'refuse',
    `line 2, "stats auth": the stats page has ${weakPassword}`,
  ],
  ['{ extra: "listen s\\n bind *:9000\\n stats auth admin:admin" }', 'refuse', weakPassword],
])

accepts('haproxy', [
  listen('options: [forwardfor, httpchk GET /, no httpclose, http-server-close]'),
  listen('extra: "persist rdp-cookie\\nstick-table type ip size 1m\\nstick on src"'),
  listen('extra: "stats enable\\nstats auth ops:keiV4ahqu0"'),
  listen('balance: { uri: { depth: 3 } }, cookie: { name: SERVERID }'),
])
