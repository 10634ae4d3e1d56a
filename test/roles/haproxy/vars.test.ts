import test from 'ava'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import { checkedValue } from '../../../engine/errors/issues.ts'
import { parseSource } from '../../../engine/errors/parse-yaml.ts'
import { Source } from '../../../engine/errors/source.ts'
import { Secret } from '../../../engine/secrets.ts'
import { haproxyVars } from '../../../roles/haproxy/vars/vars.ts'

const web = { name: 'web', binds: [80], servers: 'real_servers' }
const front = { name: 'www', binds: [80] }
const servers = { name: 'servers', servers: 'real_servers' }

const listen = (more: object) => ({ listens: [{ ...web, ...more }] })
const pair = (frontend: object, backend: object = {}) => ({
  frontends: [{ ...front, default_backend: 'servers', ...frontend }],
  backends: [{ ...servers, ...backend }],
})

test('haproxyVars fills in sane defaults', (t) => {
  const vars = haproxyVars.parse(listen({}))
  t.like(vars.defaults, { mode: 'http', retries: 3, redispatch: true })
  t.is(vars.defaults.timeouts.connect, '5s')
  t.like(vars.global, { user: 'haproxy', log: { target: '127.0.0.1:514', facility: 'local2' } })
  t.like(vars.global.socket, { mode: '660', level: undefined })
  t.like(vars.listens[0], { balance: { algorithm: 'roundrobin' }, binds: [{ address: '*', port: 80, isVip: false }] })
})

for (const [written, address, port] of [
  [80, '*', 80],
  ['10.0.0.1:80', '10.0.0.1', 80],
  ['[fd00::1]:443', 'fd00::1', 443],
  ['own:8080', 'own', 8080],
  ['*:81', '*', 81],
] as const) {
  test(`haproxyVars reads the bind ${written}`, (t) => {
    t.like(haproxyVars.parse(listen({ binds: [written] })).listens[0]?.binds[0], { address, port })
  })
}

test('haproxyVars keeps the password of the stats page out of its errors', (t) => {
  const stats = { address: 'own', user: 'ops', password: new Secret('open sesame', 'env:STATS') }
  const wrong = haproxyVars.safeParse({ stats })
  t.false(wrong.success)
  t.false(JSON.stringify(wrong.error?.issues).includes('sesame'))
})

for (const [what, vars, path] of [
  ['nothing to do', {}, ''],
  ['an unknown key', listen({ server: [] }), 'listens.0'],
  ['a time without a unit', { ...listen({}), defaults: { timeouts: { connect: 5000 } } }, 'defaults.timeouts.connect'],
  ['a port of 65536', listen({ binds: [65536] }), 'listens.0.binds.0'],
  [
    'an address and a vip',
    listen({ binds: [{ address: '10.0.0.1', vip: '10.0.0.2', port: 80 }] }),
    'listens.0.binds.0',
  ],
  ['no binds', listen({ binds: [] }), 'listens.0.binds'],
  ['an address and port that two sections bind', { ...listen({}), ...pair({}) }, 'listens.0.binds.0'],
  ['two sections of one name', pair({ name: 'servers' }), 'backends.0.name'],
  ['an unknown backend', pair({ default_backend: 'others' }), 'frontends.0.default_backend'],
  [
    'a route to an unknown backend',
    pair({ use_backend: [{ backend: 'x', if: 'TRUE' }] }),
    'frontends.0.use_backend.0.backend',
  ],
  ['a route without a condition', pair({ use_backend: [{ backend: 'servers' }] }), 'frontends.0.use_backend.0'],
  ['an unknown acl', pair({ use_backend: [{ backend: 'servers', if: 'is_static' }] }), 'frontends.0.use_backend.0.if'],
  ['an invalid condition', pair({ redirects: [{ location: '/', if: 'a or' }] }), 'frontends.0.redirects.0.if'],
  ['an acl with two criteria', pair({ acls: [{ name: 'a', path: '/', src: '10.0.0.1' }] }), 'frontends.0.acls.0'],
  ['an invalid network', pair({ acls: [{ name: 'a', src: '10.0.0.300/8' }] }), 'frontends.0.acls.0.src'],
  ['modes that differ', pair({ mode: 'tcp' }), 'frontends.0.default_backend'],
  ['a backend of mode tcp without a port', pair({ mode: 'tcp' }, { mode: 'tcp' }), 'backends.0.port'],
  ['an unknown certificate', pair({ binds: [{ port: 443, ssl: 'shop' }] }), 'frontends.0.binds.0.ssl'],
  ['an unknown stick table', listen({ stick: { on: 'src', table: 'x' } }), 'listens.0.stick.table'],
  ['an unknown algorithm', listen({ balance: 'wrr' }), 'listens.0.balance'],
  ['two algorithms', listen({ balance: { hdr: 'Host', random: 2 } }), 'listens.0.balance'],
  ['a weight of 257', listen({ servers: [{ host: 'web1', weight: 257 }] }), 'listens.0.servers'],
  ['a server without host and address', listen({ servers: [{ weight: 1 }] }), 'listens.0.servers'],
  ['two checks', listen({ check: { http: '/', tcp: true } }), 'listens.0.check'],
  ['a body of HEAD', listen({ check: { http: { method: 'HEAD', body: 'x' } } }), 'listens.0.check.http'],
  ['a redirect with two targets', listen({ redirects: [{ scheme: 'https', location: '/' }] }), 'listens.0.redirects.0'],
  ['a header without a value', listen({ request_headers: [{ set: 'X-A' }] }), 'listens.0.request_headers.0.value'],
  [
    'a value with a line end',
    listen({ request_headers: [{ set: 'X-A', value: 'a\nb' }] }),
    'listens.0.request_headers.0.value',
  ],
  ['a log format with a line end', listen({ log: { format: 'a\n    use_backend x' } }), 'listens.0.log'],
  [
    'TLS that verifies without authorities',
    listen({ default_server: { ssl: {} } }),
    'listens.0.default_server.ssl.ca_file',
  ],
  ['a stats page without a password', { stats: { address: 'own', user: 'ops' } }, 'stats.password'],
  ['a stats page without an address', { stats: { user: 'ops', password: 'x' } }, 'stats.address'],
  ['a legacy option', listen({ options: ['forceclose'] }), 'listens.0.options.0'],
  [
    'a key without its certificate',
    { ...listen({}), certificates: [{ name: 'a', key: '/a', list: '/b' }] },
    'certificates.0.key',
  ],
  [
    'a certificate from two places',
    { ...listen({}), certificates: [{ name: 'a', path: '/a', directory: '/b' }] },
    'certificates.0',
  ],
  ['a frontend without a bind', pair({ binds: [] }), 'frontends.0.binds'],
  ['a rule without an action', listen({ http_request: [{ if: 'TRUE' }] }), 'listens.0.http_request.0'],
  ['a rule with two actions', listen({ http_request: [{ deny: true, allow: true }] }), 'listens.0.http_request.0'],
  ['an unknown acl in a rule', listen({ tcp_request: [{ reject: true, if: 'x' }] }), 'listens.0.tcp_request.0.if'],
  ['a counter without a table', listen({ http_request: [{ track: 'src' }] }), 'listens.0.http_request.0.track'],
  [
    'a counter in an unknown table',
    listen({ tcp_request: [{ track: { table: 'x' } }] }),
    'listens.0.tcp_request.0.track',
  ],
  ['two tables', listen({ stick: { on: 'src' }, table: {} }), 'listens.0.table'],
  ['an unknown userlist', listen({ http_request: [{ auth: { users: 'x' } }] }), 'listens.0.http_request.0.auth'],
  ['an unknown map', pair({ use_backend: [{ map: 'x' }] }), 'frontends.0.use_backend.0.map'],
  [
    'a map to an unknown backend',
    { maps: [{ name: 'm', entries: { a: 'servers', b: 'x' } }], ...pair({ use_backend: [{ map: 'm' }] }) },
    'frontends.0.use_backend.0.map',
  ],
  ['an unknown list', listen({ acls: [{ name: 'a', list: { name: 'x' } }] }), 'listens.0.acls.0.list'],
  ['an unknown cache', listen({ cache: 'x' }), 'listens.0.cache'],
  ['unknown pages', listen({ error_pages: 'x' }), 'listens.0.error_pages'],
  ['a name without resolvers', listen({ servers: [{ dns: 'app.example' }] }), 'listens.0.servers.0.dns'],
  ['slots of an address', listen({ servers: [{ address: '10.0.0.1', slots: 2 }] }), 'listens.0.servers'],
  ['a socket beyond the chroot', listen({ servers: [{ socket: '/run/app.sock' }] }), 'listens.0.servers.0.socket'],
  [
    'a page of a status without one',
    { ...listen({}), error_pages: [{ name: 'a', pages: { 418: 'x' } }] },
    'error_pages.0.pages',
  ],
  ['HTTP/3 without TLS', listen({ binds: [{ port: 80, http3: true }] }), 'listens.0.binds.0'],
  ['a time of zero', listen({ timeouts: { client: '0s' } }), 'listens.0.timeouts.client'],
  ['a time that HAProxy cannot count', listen({ timeouts: { server: '25d' } }), 'listens.0.timeouts.server'],
  ['a quote without an end', listen({ acls: [{ name: 'a', criterion: 'path "/a' }] }), 'listens.0.acls.0.criterion'],
  ['a backslash at the end', listen({ servers: [{ host: 'web1', extra: 'maxconn 5\\' }] }), 'listens.0.servers'],
  [
    'a program as a check in the chroot',
    listen({ check: { external: { command: '/usr/local/bin/check' } } }),
    'listens.0.check.external.command',
  ],
  [
    'a port of a redirect without a scheme',
    listen({ redirects: [{ location: '/', port: 81 }] }),
    'listens.0.redirects.0',
  ],
  ['a bind of two sections in a text', { config: 'frontend a\n  bind :80\nfrontend b\n  bind 0.0.0.0:80\n' }, 'config'],
  ['a legacy keyword in extra', listen({ extra: 'option dontlognull\nreqadd X:\\ y' }), 'listens.0.extra'],
  ['a legacy keyword in a text', { config: 'global\n  nbproc 2\n' }, 'config'],
  ['config beside other keys', { config: 'global\n', ...listen({}) }, 'listens'],
] as const) {
  test(`haproxyVars refuses ${what}`, (t) => {
    const checked = haproxyVars.safeParse(vars)
    t.true(
      checked.error?.issues.some((issue) => issue.path.join('.').startsWith(path)),
      JSON.stringify(checked.error?.issues ?? checked.data),
    )
  })
}

test('haproxyVars accepts names of acls and sections that extra defines', (t) => {
  const extra = 'acl late hdr(x) y'
  const use_backend = [
    { backend: 'servers', if: 'late' },
    { backend: 'own', if: 'METH_POST !{ path /a }' },
  ]
  t.true(
    haproxyVars.safeParse({ ...pair({ extra, use_backend }), extra: 'backend own\n    server a 10.0.0.1:80' }).success,
  )
})

test('haproxyVars names the line of a legacy keyword in a text', (t) => {
  const { error } = haproxyVars.safeParse({ config: 'defaults\n  mode http\n  contimeout 5000\n' })
  t.regex(error?.issues[0]?.message ?? '', /^line 3: "contimeout" is gone .*"timeout connect 5s"/)
})

// Keys as tutorials write them (rule 29).
for (const [vars, said] of [
  [listen({ contimeout: '5s' }), 'contimeout: write timeouts: { connect: 5s }'],
  [{ ...listen({}), defaults: { clitimeout: '5s' } }, 'clitimeout: write timeouts: { client: 30s }'],
  [{ ...listen({}), defaults: { timeouts: { srvtimeout: '5s' } } }, 'srvtimeout: write server: 30s'],
  [{ ...listen({}), global: { nbproc: 2 } }, 'nbproc: HAProxy has one process since 2.5: write threads'],
  [listen({ httpclose: true }), 'options: [http-server-close]'],
  [listen({ reqadd: 'X' }), 'write request_headers'],
  [listen({ rspidel: 'X' }), 'write response_headers'],
  [listen({ redispatch: true }), '"option redispatch"'],
  [listen({ bind: '*:80' }), 'bind: write binds'],
] as const) {
  test(`haproxyVars says "${said}"`, (t) => {
    const located = parseSource(new Source('playbook.yml', JSON.stringify(vars)))
    const problems: EvenkeelError[] = []
    checkedValue(haproxyVars, { located, value: vars, title: '' }, problems)
    const messages = problems.map(({ message }) => message)
    t.true(
      messages.some((message) => message.includes(said)),
      messages.join('\n'),
    )
  })
}
