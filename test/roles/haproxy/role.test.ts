import test from 'ava'
import { watchUnit } from '../../../roles/haproxy/certificates.ts'
import role from '../../../roles/haproxy/role.ts'
import { haproxyVars } from '../../../roles/haproxy/vars/vars.ts'
import { contextOf, facts, type Host, lb1, lb2 } from '../hosts.ts'
import { examples } from './examples.ts'

const web = { name: 'web', binds: [80], servers: 'real_servers' }

const context = (vars: object, of: Host = lb1) => contextOf(haproxyVars.parse(vars), of, [lb1, lb2])
const resources = (vars: object, of?: Host) => role.resources(context(vars, of))
const ids = (vars: object, of?: Host) => resources(vars, of).map(({ id }) => id)
const lints = (vars: object, of?: Host) => role.lints?.(context(vars, of)) ?? []

test('haproxy has a package, a file that haproxy -c validates, and a service that reloads', (t) => {
  t.deepEqual(ids({ listens: [web] }), [
    'package:haproxy',
    'package:socat',
    'file:/etc/haproxy/haproxy.cfg',
    'service:haproxy',
  ])
  const [, , file, service] = resources({ listens: [web] })
  t.like(file?.spec, { mode: '0640', owner: 'root', validate: 'haproxy -c -f %' })
  t.like(service?.triggers, [{ title: 'reload haproxy', watches: ['file:/etc/haproxy/haproxy.cfg'] }])
})

test('haproxy writes certificates that only root can read, and reloads after a renewal', (t) => {
  const pem =
    '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n'
  const vars = {
    certificates: [
      { name: 'shop', pem },
      { name: 'start', self_signed: 'a.example' },
    ],
    listens: [{ ...web, binds: [{ port: 443, ssl: ['shop', 'start'] }] }],
  }
  const found = resources(vars)
  const own = ['file:/etc/haproxy/certs/shop.pem', 'certificate:/etc/haproxy/certs/start.self-signed.pem']
  for (const id of own) t.like(found.find((one) => one.id === id)?.spec, { mode: '0600', owner: 'root' })
  t.like(found.find(({ kind }) => kind === 'directory')?.spec, { path: '/etc/haproxy/certs', mode: '0700' })
  t.deepEqual(found.at(-1)?.triggers[0]?.watches, ['file:/etc/haproxy/haproxy.cfg', ...own])
  const order = found.map(({ id }) => id)
  t.true(order.indexOf(own[1] ?? '') < order.indexOf('file:/etc/haproxy/haproxy.cfg'))
})

test('haproxy links certificates that are on the host, and reloads when somebody renews them', (t) => {
  const found = resources(examples['certificates on the host']?.vars ?? {})
  const links = found.filter(({ kind }) => kind === 'link')
  t.deepEqual(
    links.map(({ spec }) => spec),
    [
      ['/etc/haproxy/certs/shop.linked.pem', '/etc/letsencrypt/live/shop/fullchain.pem'],
      ['/etc/haproxy/certs/shop.linked.pem.key', '/etc/letsencrypt/live/shop/privkey.pem'],
    ].map(([path, target]) => ({ path, target, state: 'present' })),
  )
  const haproxy = found.find(({ id }) => id === 'service:haproxy')
  t.deepEqual(
    haproxy?.triggers[0]?.watches.slice(1),
    links.map(({ id }) => id),
  )
  t.deepEqual(
    found.slice(-3).map(({ id }) => id),
    [
      'file:/etc/systemd/system/evenkeel-haproxy-certificates.service',
      'file:/etc/systemd/system/evenkeel-haproxy-certificates.path',
      'service:evenkeel-haproxy-certificates.path',
    ],
  )
  const watched = watchUnit(haproxyVars.parse(examples['certificates on the host']?.vars).certificates)
  t.regex(watched, /PathChanged=\/etc\/letsencrypt\/live\/shop\/privkey\.pem\n[\s\S]*PathChanged=\/etc\/ssl\/all\n/)
})

const nonlocal = (bind: object | string, of?: Host) =>
  ids({ listens: [{ ...web, binds: [bind] }] }, of).filter((id) => id.startsWith('sysctl:'))

test('haproxy sets ip_nonlocal_bind for an address that another host may hold (rule 34)', (t) => {
  t.deepEqual(nonlocal({ vip: '10.77.0.100', port: 80 }), ['sysctl:net.ipv4.ip_nonlocal_bind'])
  t.deepEqual(nonlocal('10.77.0.100:80'), ['sysctl:net.ipv4.ip_nonlocal_bind'])
  t.deepEqual(nonlocal('[fd00::100]:80'), ['sysctl:net.ipv6.ip_nonlocal_bind'])
  for (const own of ['10.77.0.11:80', '*:80', 'own:80', '127.0.0.1:80', '[::1]:80']) t.deepEqual(nonlocal(own), [])
})

test('haproxy sets ip_nonlocal_bind also while the host holds the virtual address', (t) => {
  const interfaces = [{ name: 'vec0', addresses: ['10.77.0.11/24', '10.77.0.100/32', '192.168.5.1/24'] }]
  const holder = { ...lb1, facts: facts('10.77.0.11', { interfaces }) }
  t.deepEqual(nonlocal('10.77.0.100:80', holder), ['sysctl:net.ipv4.ip_nonlocal_bind'])
  t.deepEqual(nonlocal('192.168.5.1:80', holder), [])
})

test('haproxy finds the binds of a configuration written as text', (t) => {
  const config = `frontend a
    bind 10.77.0.100:80,*:81
    bind :::82 v6only
    bind [::1]:83
    bind /run/haproxy.sock # none
backend b
    server c 10.0.0.1:80
`
  t.deepEqual(ids({ config })[0], 'sysctl:net.ipv4.ip_nonlocal_bind')
  t.deepEqual(
    role.openings?.(context({ config })).map(({ title, port }) => [title, port]),
    [
      ['HAProxy a', 80],
      ['HAProxy a', 81],
      ['HAProxy a', 82],
    ],
  )
})

test('haproxy opens the ports of clients, peers and the stats page', (t) => {
  const vars = {
    peers: {},
    stats: { address: '*', user: 'ops', password: 'notguessed', from: ['10.77.0.0/24'] },
    listens: [{ ...web, binds: [80, '127.0.0.1:81'] }],
  }
  t.deepEqual(role.openings?.(context(vars)), [
    { title: 'HAProxy web', protocol: 'tcp', port: 80 },
    { title: 'HAProxy statistics', protocol: 'tcp', port: 8404, from: ['10.77.0.0/24'] },
    { title: 'HAProxy peers', protocol: 'tcp', port: 10000, from: ['10.77.0.12'] },
  ])
})

test('haproxy changes the holder of a virtual address last', (t) => {
  const vars = { listens: [{ ...web, binds: [{ vip: '10.77.0.100', port: 80 }] }] }
  const interfaces = [{ name: 'vec0', addresses: ['10.77.0.11/24', '10.77.0.100/32'] }]
  const holder = { ...lb1, facts: facts('10.77.0.11', { interfaces }) }
  t.is(role.precedence?.(context(vars)), 0)
  t.is(role.precedence?.(context(vars, holder)), 1)
})

const stats = { address: 'own', user: 'ops', password: 'notguessed' }
const database = { name: 'db', mode: 'tcp', binds: [3306] }
const tcp = { ...web, mode: 'tcp' }
const ends = { on_marked_down: 'shutdown-sessions' }
const certificates = [{ name: 'a', self_signed: 'a.example' }]
const quick = { ...ends, downinter: '500ms' }
const check = { http: '/', port: 3380 }
const pair = [{ host: 'web1' }, { host: 'web2', backup: true }]

for (const [title, vars, expected] of [
  ['nothing against a plain listen', { listens: [web] }, []],
  ['a cookie with mode tcp', { listens: [{ ...tcp, cookie: { name: 'A' } }] }, ['refuse 31 cookie']],
  ['a hash of URLs with mode tcp', { listens: [{ ...tcp, balance: 'uri' }] }, ['refuse 31 balance uri']],
  ['forwardfor with mode tcp', { listens: [{ ...tcp, forwardfor: true }] }, ['refuse 31 forwardfor']],
  ['httplog with mode tcp', { listens: [{ ...tcp, log: 'http' }] }, ['refuse 31 log http']],
  ['a path with mode tcp', { listens: [{ ...tcp, acls: [{ name: 'a', path: '/' }] }] }, ['refuse 31 acl a']],
  [
    'an acl on the TLS ClientHello without inspect_delay',
    { listens: [{ ...tcp, acls: [{ name: 'a', sni: 'a.example' }] }] },
    ['refuse 31 inspect_delay'],
  ],
  [
    'nothing against an acl on the TLS ClientHello with inspect_delay',
    { listens: [{ ...tcp, inspect_delay: '5s', acls: [{ name: 'a', sni: 'a.example' }] }] },
    [],
  ],
  ['a default password', { stats: { ...stats, password: 'Admin' } }, ['refuse 35 attackers try first']],
  ['a password that is the name', { stats: { ...stats, password: 'ops' } }, ['refuse 35 attackers try first']],
  ['a short password', { stats: { ...stats, password: 'x7Gq' } }, ['warn 35 less than 8']],
  ['statistics everywhere', { stats: { ...stats, address: '*' } }, ['warn 35 all addresses']],
  ['nothing against statistics for some', { stats: { ...stats, address: '*', from: ['10.0.0.0/8'] } }, []],
  ['power over servers without TLS', { stats: { ...stats, admin: true } }, ['warn 35 take servers out']],
  [
    'two masters',
    { listens: [{ ...database, servers: 'real_servers', default_server: ends }] },
    ['refuse 38 2 servers of MySQL', 'warn 37 only connects'],
  ],
  [
    'nothing against servers of which a check picks the writer, or that all are writers, as in Galera',
    { listens: [{ ...database, servers: 'real_servers', check: { http: '/', port: 9200 }, default_server: ends }] },
    [],
  ],
  [
    'two servers of one name',
    { listens: [{ ...web, extra: 'server web1 10.0.0.9:80' }] },
    ['refuse 29 two servers with the name "web1"'],
  ],
  ['httpclose, which is valid', { listens: [{ ...web, options: ['httpclose'] }] }, ['warn 30 keep-alive']],
  ['httpclose in a text', { config: 'defaults\n  option httpclose\n' }, ['warn 30 line 2']],
  ['a "#" in the middle of a word', { listens: [{ ...web, extra: 'acl a path /a#b' }] }, ['warn 54 line 1']],
  [
    'rules for requests with mode tcp',
    { listens: [{ ...tcp, http_request: [{ deny: true }] }] },
    ['refuse 31 http_request'],
  ],
  [
    'HTTP/3 where HAProxy is built without it',
    { certificates, listens: [{ ...web, binds: [{ port: 443, ssl: 'a', http3: true }] }] },
    ['refuse 29 without QUIC'],
  ],
  ['nothing against a comment', { listens: [{ ...web, extra: '# a#b\nacl a path "/a#b" /c\\#d # e' }] }, []],
  [
    'connections that stay with a dead master',
    { listens: [{ ...database, check, servers: pair }] },
    ['warn 38 stay with a server'],
  ],
  [
    'nothing against one master and a backup',
    { listens: [{ ...database, check, servers: pair, default_server: quick, up: 1 }] },
    [],
  ],
  [
    'a check of two masters that only connects',
    { listens: [{ ...database, servers: pair, default_server: ends }] },
    ['warn 37 only connects'],
  ],
  [
    'a writer that is found late',
    { listens: [{ ...database, check, servers: pair, default_server: ends, up: 1 }] },
    ['warn 37 only after 5s'],
  ],
  [
    'two servers of PostgreSQL',
    { listens: [{ ...database, port: 5432, servers: 'real_servers', default_server: ends }] },
    ['warn 38 2 servers of PostgreSQL'],
  ],
  [
    'mysql-check',
    { listens: [{ ...database, servers: pair, default_server: ends, options: ['mysql-check user haproxy'] }] },
    ['warn 37 mysql-check'],
  ],
  [
    'an admin socket that all users can write to',
    { listens: [{ ...database, check, servers: pair, default_server: ends }], global: { socket: { mode: '666' } } },
    ['refuse 35 admin socket'],
  ],
  ['a default password in a text', { config: 'listen a\n  stats auth admin:admin\n' }, ['refuse 35 line 2']],
  [
    'a cookie without values in a text',
    { config: 'backend a\n  cookie A insert\n  server b 10.0.0.1:80\n' },
    ['warn 31 line 2: the servers b of "a"'],
  ],
] as const) {
  test(`lints() finds ${title}`, (t) => {
    const found = lints(vars)
    t.is(found.length, expected.length, JSON.stringify(found))
    expected.forEach((one, index) => {
      const [, level, rule, words = ''] = /^(\w+) (\d+) (.*)$/.exec(one) ?? []
      t.like(found[index], { level, rule: Number(rule) })
      t.true(found[index]?.message.includes(words), found[index]?.message)
    })
  })
}

test('lints() warns of weights that balance first ignores', (t) => {
  const servers = [
    { address: '10.0.0.1', port: 80, weight: 1 },
    { address: '10.0.0.2', port: 80, weight: 5 },
  ]
  const of = (balance: string, list: readonly object[] = servers) =>
    lints({ listens: [{ ...web, balance, servers: list }] }).map(
      ({ rule, level, message }) => `${rule} ${level} ${message}`,
    )
  t.deepEqual(of('first'), [
    '11 warn "web": balance first fills one server after the other, and ignores the weights 1 and 5; roundrobin and leastconn follow them',
  ])
  for (const balance of ['roundrobin', 'leastconn', 'static-rr', 'source', 'random']) t.deepEqual(of(balance), [])
  t.deepEqual(of('first', [servers[0] ?? {}, { ...servers[1], backup: true }]), [])
})

test('lints() names ports that SELinux denies on the RHEL family', (t) => {
  const rocky = { ...lb1, facts: facts('10.77.0.11', { distribution: 'rocky', families: ['rhel', 'rocky'] }) }
  t.deepEqual(lints({ listens: [web] }, rocky), [])
  const [lint] = lints({ listens: [{ ...web, binds: [80, 9443], port: 5000 }] }, rocky)
  t.like(lint, { rule: 36, level: 'warn' })
  t.regex(lint?.message ?? '', /ports 5000, 9443 without a label/)
})

test('haproxy writes maps, lists and pages before its file, and reloads for them', (t) => {
  const vars = {
    maps: [{ name: 'hosts', entries: { 'a.example': 'web' } }],
    lists: [{ name: 'bad', values: ['10.0.0.1', '10.1.0.0/16'] }],
    error_pages: [{ name: 'own', pages: { 503: 'Zurück' } }],
    listens: [web],
  }
  const found = resources(vars)
  const paths = ['/etc/haproxy/maps/hosts.map', '/etc/haproxy/maps/bad.list', '/etc/haproxy/error-pages/own-503.http']
  t.deepEqual(
    found.slice(2, -2).map(({ id }) => id),
    ['directory:/etc/haproxy/maps', 'directory:/etc/haproxy/error-pages', ...paths.map((path) => `file:${path}`)],
  )
  t.deepEqual(
    found.at(-1)?.triggers[0]?.watches.slice(1),
    paths.map((path) => `file:${path}`),
  )
})

test('haproxy opens the page for Prometheus to those who may read it, and HTTP/3 by UDP', (t) => {
  const openings = role.openings?.(
    context({
      certificates: [{ name: 'shop', self_signed: 'a.example' }],
      prometheus: { address: 'own', from: ['10.0.0.5'] },
      listens: [{ ...web, binds: [{ port: 443, ssl: 'shop', http3: true }] }],
    }),
  )
  t.true(openings?.some(({ port, from }) => port === 8405 && from?.[0] === '10.0.0.5'))
  t.true(openings?.some(({ port, protocol }) => port === 443 && protocol === 'udp'))
})
