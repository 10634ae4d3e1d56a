import test from 'ava'
import type { Check, Verdict } from '../../../engine/check.ts'
import { Secret } from '../../../engine/secrets.ts'
import { describedServers, judgeServers, judgeTable } from '../../../roles/haproxy/checks/servers.ts'
import { judgeSpread } from '../../../roles/haproxy/checks/spread.ts'
import role from '../../../roles/haproxy/role.ts'
import { checkedServersOf } from '../../../roles/haproxy/servers.ts'
import { haproxyVars } from '../../../roles/haproxy/vars/vars.ts'
import { lookResult } from '../fixture.ts'
import { contextOf, find, host, lb1, lb2 } from '../hosts.ts'

/** Three servers, by names. */
const servers = ['a', 'b', 'c'].map((name, index) => ({ name, address: `10.77.0.3${index + 1}` }))
const pool = (more: object = {}) => ({ backends: [{ name: 'pool', servers, port: 80, ...more }], ...front() })
const front = (more: object = {}) => ({
  frontends: [{ name: 'www', binds: [80], default_backend: 'pool', ...more }],
})

/** `show stat` of the section `pool` with these states; `weight` 1 unless it is written behind a blank. */
function stat(states: Readonly<Record<string, string>>): ReturnType<typeof lookResult> {
  const rows = Object.entries(states).map(([name, state]) => {
    const [, status = '', weight = '1'] = /^(.*?)(?: w(\d+))?$/.exec(state) ?? []
    return `pool,${name},0,0,${status},${weight},2,L4CON,`
  })
  return lookResult('lb1', ['# pxname,svname,scur,stot,status,weight,type,check_status,check_code', ...rows].join('\n'))
}

const described = (vars: object) => describedServers(haproxyVars.parse(vars), find)
const context = (vars: object) => contextOf(haproxyVars.parse(vars), lb1, [lb1, lb2])
const checksOf = (vars: object): readonly Check[] => role.checks?.(context(vars)) ?? []
const remarksOf = (vars: object): readonly string[] => role.remarks?.(context(vars)) ?? []
/** Titles of the checks that make requests, without connections and certificates. */
const requestsIn = (vars: object) =>
  checksOf(vars)
    .filter(({ looks }) => looks.some(({ run }) => /credentialed|is_greeted/.test(run.script)))
    .map(({ title }) => title)

const patroni = { check: { http: '/primary', port: 8008 }, mode: 'tcp', port: 5432 }
const redis = {
  mode: 'tcp',
  port: 6379,
  extra: 'option tcp-check\ntcp-check send info\\ replication\\r\\n\ntcp-check expect string role:master',
}

for (const [what, more, states, holds] of [
  ['Patroni, whose primary alone is up', patroni, { a: 'DOWN', b: 'UP', c: 'DOWN' }, true],
  ['Patroni with two primaries', patroni, { a: 'UP', b: 'UP', c: 'DOWN' }, false],
  ['Patroni without a primary', patroni, { a: 'DOWN', b: 'DOWN', c: 'DOWN' }, false],
  [
    'replicas of Patroni',
    { ...patroni, check: { http: '/replica', port: 8008 } },
    { a: 'DOWN', b: 'UP', c: 'UP' },
    true,
  ],
  ['Redis, whose master alone is up', redis, { a: 'DOWN', b: 'DOWN', c: 'UP' }, true],
  [
    'Redis by a text to expect',
    { mode: 'tcp', port: 6379, check: { tcp: { expect: 'role:master' } } },
    { a: 'DOWN', b: 'UP', c: 'DOWN' },
    true,
  ],
  [
    'a check of its own that picks, with up: 1',
    { up: 1, check: { http: '/writer' } },
    { a: 'UP', b: 'DOWN', c: 'DOWN' },
    true,
  ],
  [
    'a check of its own that picks, without up',
    { check: { http: '/writer' } },
    { a: 'UP', b: 'DOWN', c: 'DOWN' },
    false,
  ],
  ['at least two', { up: '2+' }, { a: 'UP', b: 'UP', c: 'DOWN' }, true],
  ['at least two of which one is up', { up: '2+' }, { a: 'UP', b: 'DOWN', c: 'DOWN' }, false],
  ['any', { up: 'any' }, { a: 'UP', b: 'DOWN', c: 'DOWN' }, true],
  ['any of which none is up', { up: 'any' }, { a: 'DOWN', b: 'DOWN', c: 'DOWN' }, false],
  ['none', { up: 'none' }, { a: 'DOWN', b: 'DOWN', c: 'DOWN' }, true],
  ['all of which one is down', {}, { a: 'UP', b: 'UP', c: 'DOWN' }, false],
  [
    'a dead server of weight 0',
    { servers: [...servers.slice(0, 2), { ...servers[2], weight: 0 }] },
    { a: 'UP', b: 'UP', c: 'DOWN w0' },
    true,
  ],
  [
    'a server with disabled',
    { servers: [...servers.slice(0, 2), { ...servers[2], extra: 'disabled' }] },
    { a: 'UP', b: 'UP', c: 'MAINT' },
    true,
  ],
  [
    'all servers with disabled but one that is down',
    { default_server: { extra: 'disabled' }, servers: [{ ...servers[0], extra: 'enabled' }, ...servers.slice(1)] },
    { a: 'DOWN', b: 'MAINT', c: 'MAINT' },
    false,
  ],
  [
    'servers that an agent drains',
    { default_server: { agent: { port: 9999 } } },
    { a: 'UP w75', b: 'DRAIN w0', c: 'DOWN (agent)' },
    true,
  ],
  [
    'a server with an agent whose health check fails',
    { default_server: { extra: 'agent-check agent-port 1' } },
    { a: 'UP', b: 'UP', c: 'DOWN' },
    false,
  ],
  [
    'slots of a server-template without an address',
    { servers: servers.slice(0, 1), extra: 'server-template t 3 _web._tcp.example.com resolvers dns check' },
    { a: 'UP', t1: 'UP', t2: 'MAINT (resolution)', t3: 'MAINT' },
    true,
  ],
  [
    'a server in extra',
    { servers: servers.slice(0, 2), extra: 'server c 10.77.0.33:80 check weight 5' },
    { a: 'UP', b: 'UP', c: 'UP w5' },
    true,
  ],
  [
    'a server in extra that is down',
    { servers: servers.slice(0, 2), extra: 'server c 10.77.0.33:80 check' },
    { a: 'UP', b: 'UP', c: 'DOWN' },
    false,
  ],
] as const) {
  test(`the servers ${holds ? 'hold' : 'do not hold'} with ${what}`, (t) => {
    const vars = haproxyVars.parse({ ...pool(more), ...('mode' in more ? { defaults: { mode: 'tcp' } } : {}) })
    const found = judgeServers(describedServers(vars, find), stat(states))
    t.is(found.holds, holds, found.saw)
    t.true(judgeTable(describedServers(vars, find), stat(states)).holds)
  })
}

test('a server that was down before is the same fault, whatever else changes', (t) => {
  const before = judgeServers(described(pool()), stat({ a: 'UP', b: 'UP', c: 'DOWN' }))
  const more = [{ ...servers[0], weight: 3 }, ...servers.slice(1), { name: 'd', address: '10.77.0.34' }]
  const after = judgeServers(described(pool({ servers: more })), stat({ a: 'UP w3', b: 'UP', c: 'DOWN', d: 'UP' }))
  t.deepEqual([before.faults, after.faults], [['pool/c is down'], ['pool/c is down']])
  const ids = [pool(), pool({ servers: more })].map((vars) =>
    checksOf(vars).find(({ title }) => title.endsWith('are up')),
  )
  t.deepEqual(ids[0]?.expects, ids[1]?.expects)
})

/** Judges what each server got of 40 requests. */
function spread(more: object, counts: Readonly<Record<string, number>>, down: readonly string[] = []): Verdict {
  const [back] = haproxyVars.parse(pool(more)).backends
  if (back === undefined) throw new Error('no backend')
  const states = { down: new Set(down), busy: false }
  return judgeSpread(back, checkedServersOf(back, find), 40, new Map(Object.entries(counts)), states)
}

test('requests are spread over the servers that are up', (t) => {
  t.deepEqual(spread({}, { a: 20, b: 20, c: 0 }, ['c']), { holds: true, saw: 'a 20, b 20, c 0; c is down' })
  t.false(spread({}, { a: 20, b: 20, c: 0 }).holds)
  t.false(spread({}, { a: 40, b: 0, c: 0 }, ['c']).holds)
})

test('requests of others are not judged: a client of the real world stays with a server of weight 0', (t) => {
  const drained = { servers: [...servers.slice(0, 2), { ...servers[2], weight: 0 }] }
  const verdict = spread(drained, { a: 20, b: 20, c: 3 })
  t.true(verdict.holds)
  t.is(verdict.saw, 'answered; the spread is not judged, as others made 3 requests meanwhile')
  t.regex(spread(drained, { a: 20, b: 19, c: 1 }).saw, /backup or weight 0 should get none/)
})

test('persistence is told as such', (t) => {
  const titles = (on: string) => requestsIn(pool({ stick: { on } })).filter((title) => title.includes(' to pool'))
  t.deepEqual(titles('src'), ['lb1: 40 requests to pool stay with one server, by stick on src'])
  t.deepEqual(titles('dst'), ['lb1: 40 requests to pool stay with one server, by stick on dst'])
  t.is(spread({ stick: { on: 'dst' } }, { a: 0, b: 40, c: 0 }).holds, true)
  t.deepEqual(titles('req.cook(sid)'), ['lb1: 40 requests to pool are answered (http://10.77.0.11:80/)'])
})

const password = new Secret('Basic b3BzOng=', 'a test')
const pem = new Secret('-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n', 'a test')
const secure = {
  certificates: [{ name: 'a', self_signed: 'a.example' }],
  binds: [{ port: 443, ssl: 'a', extra: 'verify required ca-file /etc/haproxy/clients.pem' }],
}
const ASKED = ['lb1: 40 requests to pool are spread by roundrobin']

for (const [what, extra, of, words] of [
  [
    'a limit of requests',
    'http-request track-sc0 src\nhttp-request deny deny_status 429 if { sc_http_req_rate(0) gt 20 }',
    'front',
    'http-request deny',
  ],
  ['basic auth', 'http-request auth realm x unless { http_auth(staff) }', 'front', 'http-request auth'],
  ['basic auth of a backend', 'http-request auth unless { http_auth(staff) }', 'back', 'http-request auth'],
  ['deny by default', 'http-request deny unless { path_beg /api/ }', 'front', 'http-request deny'],
  ['a tarpit', 'http-request tarpit if { src 10.9.0.0/16 }', 'front', 'http-request tarpit'],
  ['a reject', 'tcp-request content reject if { src_conn_rate gt 5 }', 'front', 'tcp-request content reject'],
  ['a redirect', 'http-request redirect location https://b.example/', 'front', 'http-request redirect'],
  ['an old redirect', 'redirect prefix https://b.example', 'front', 'redirect prefix'],
  ['Lua', 'http-request lua.decide', 'front', 'http-request lua.decide'],
] as const) {
  test(`no request is made where ${what} may answer, and that is said`, (t) => {
    const vars = of === 'front' ? { ...pool(), ...front({ extra }) } : pool({ extra })
    t.deepEqual(requestsIn(vars), [])
    const [remark = '', ...others] = remarksOf(vars)
    t.true(remark.includes(`"${words}" may answer instead: write verify`), remark)
    t.deepEqual(others, [])
    const verify = { path: '/api/', status: [200, '401-403'], requests: 3, headers: { Authorization: password } }
    const told = { ...vars, ...front({ verify, ...(of === 'front' ? { extra } : {}) }) }
    t.deepEqual(requestsIn(told), [
      'lb1: 3 requests to www are answered with 200 or 401-403 (http://10.77.0.11:80/api/)',
    ])
    const [look] = checksOf(told).find(({ title }) => title.includes('3 requests'))?.looks ?? []
    t.false(look?.run.script.includes('b3BzOng='))
    t.is(look?.secrets?.secret_headers?.reveal(), 'header = "Authorization: Basic b3BzOng="')
    const quiet = { ...vars, ...front({ verify: false, ...(of === 'front' ? { extra } : {}) }) }
    t.deepEqual([requestsIn(quiet), remarksOf(quiet)], [[], []])
  })
}

test('a redirect in extra of requests without TLS only leaves those with TLS', (t) => {
  const { certificates } = secure
  const binds = [80, { port: 443, ssl: 'a' }]
  for (const extra of [
    'redirect scheme https if !{ ssl_fc }',
    'http-request redirect scheme https code 301 unless { ssl_fc }',
  ])
    t.deepEqual(requestsIn({ certificates, ...pool(), ...front({ binds, extra }) }), ASKED)
})

test('where clients need a certificate, it is asked with one', (t) => {
  const { certificates, binds } = secure
  const vars = (more: object) => ({ certificates, ...pool(), ...front({ binds, ...more }) })
  t.deepEqual(requestsIn(vars({})), [])
  t.regex(remarksOf(vars({}))[0] ?? '', /"verify required" may answer instead/)
  const told = vars({ verify: { host: 'a.example', client_certificate: pem } })
  t.deepEqual([requestsIn(told), remarksOf(told)], [ASKED, []])
  const looks = checksOf(told).find(({ title }) => title === ASKED[0])?.looks ?? []
  t.is(looks[1]?.secrets?.client_certificate, pem)
})

test('an application that answers 503 on / is asked for what it answers', (t) => {
  t.deepEqual(requestsIn({ ...pool(), ...front({ verify: { path: '/ready' } }) }), ASKED)
  const looks = checksOf({ ...pool(), ...front({ verify: { status: 503 } }) }).find(
    ({ title }) => title === ASKED[0],
  )?.looks
  t.true(looks?.[1]?.run.script.includes('is_answered 503 '))
})

for (const [what, more, words] of [
  ['use-server', { extra: 'use-server a if { path_beg /a }' }, '"use-server a"'],
  ['stick in extra', { extra: 'stick-table type ip size 1k\nstick on src' }, '"stick on"'],
  ['a balance in extra', { extra: 'balance url_param id' }, '"balance url_param"'],
  ['agents', { default_server: { agent: { port: 1 } } }, 'agents on the servers'],
] as const) {
  test(`the spread is not judged with ${what}, and that is said`, (t) => {
    t.deepEqual(requestsIn(pool(more)), ['lb1: 40 requests to pool are answered (http://10.77.0.11:80/)'])
    t.deepEqual(remarksOf(pool(more)), [
      `HAProxy, "pool": the spread over its servers is not judged, as ${words} may choose them`,
    ])
  })
}

test('a route in extra leaves the default backend unknown', (t) => {
  const extra = 'acl beta req.cook(beta) -m found\nuse_backend other if beta'
  const vars = { ...pool(), ...front({ extra }), extra: 'backend other\n  server x 10.77.0.9:80' }
  t.deepEqual(requestsIn(vars), [])
  t.regex(remarksOf(vars)[0] ?? '', /"www": which requests its default backend get/)
})

test('an acl in extra of the same name makes a condition unknown', (t) => {
  const acls = [{ name: 'api', path_beg: '/api/' }]
  const rules = { acls, use_backend: [{ backend: 'pool', if: '!api' }] }
  const asked = (extra: string) => requestsIn({ ...pool(), ...front({ ...rules, default_backend: undefined, extra }) })
  t.true(asked('').some((title) => title.endsWith('goes to pool')))
  t.deepEqual(asked('acl api path_beg /'), [])
})

const raw = `global
  stats socket /run/haproxy/admin.sock mode 660 level admin
defaults
  mode http
frontend www
  bind :80
  bind 10.77.0.100:443 ssl crt /etc/ssl/a.pem # the address moves
  http-request deny if { src 10.9.0.0/16 }
  default_backend pg
backend pg
  option httpchk OPTIONS /primary
  default-server inter 3s fall 3 on-marked-down shutdown-sessions
  server a 10.77.0.31:5432 check port 8008
  server b 10.77.0.32:5432 check port 8008 weight 0
  server c 10.77.0.33:5432 disabled
`

test('a configuration written as text is known to checks, and what nobody knows is not judged', (t) => {
  const [pg] = described({ config: raw })
  t.deepEqual(
    pg?.servers.map(({ name, weight, disabled }) => [name, weight, disabled]),
    [
      ['a', 1, false],
      ['b', 0, false],
      ['c', 1, true],
    ],
  )
  t.is(pg?.up.text, '1')
  t.deepEqual(requestsIn({ config: raw }), [])
  t.deepEqual(remarksOf({ config: raw }), [
    'HAProxy, "www": no request is made, as only text of yours describes it: write verify: { www: { path: / } } beside it, with what must be seen',
    'HAProxy, "pg": its health check (/primary) picks servers: 1 must be up; write up if that is wrong',
  ])
  const told = { config: raw, up: { pg: 'any' }, verify: { www: { path: '/ok', status: 200, requests: 2 } } }
  t.is(described(told)[0]?.up.text, 'at least 1')
  t.deepEqual(requestsIn(told), ['lb1: 2 requests to www are answered with 200 (http://10.77.0.11:80/ok)'])
})

test('up and verify at the top name sections of the user alone', (t) => {
  const messages = (vars: object) => haproxyVars.safeParse(vars).error?.issues.map(({ message }) => message) ?? []
  t.regex(messages({ ...pool(), up: { pool: 1 } })[0] ?? '', /have no section "pool" with servers/)
  t.regex(messages({ config: raw, verify: { pg: {} } })[0] ?? '', /have no section "pg" with binds/)
  const tcp = { mode: 'tcp', verify: { path: '/x' } }
  t.regex(messages({ defaults: { mode: 'tcp' }, ...pool(), ...front(tcp) })[0] ?? '', /only host, sni and requests/)
})

test('a bind in extra is known: its opening, its sysctl, its checks, and that it is there twice', (t) => {
  const vars = { ...pool(), ...front({ extra: 'bind 10.77.0.100:8080\nbind 127.0.0.1:9' }) }
  t.true(role.resources(context(vars)).some(({ id }) => id === 'sysctl:net.ipv4.ip_nonlocal_bind'))
  t.deepEqual(
    role.openings?.(context(vars)).map(({ port }) => port),
    [80, 8080],
  )
  t.true(checksOf(vars).some(({ title }) => title === 'HAProxy of lb1 listens for www at 10.77.0.100:8080'))
  for (const twice of [
    front({ binds: [80, '0.0.0.0:80'] }),
    front({ extra: 'bind *:80' }),
    { extra: 'frontend own\n  bind :80' },
  ])
    t.regex(
      haproxyVars.safeParse({ ...pool(), ...twice }).error?.issues[0]?.message ?? '',
      /0\.0\.0\.0:80 is bound by "/,
    )
})

test('one client that is cut off does not decide', (t) => {
  const clients = [host('client1', '10.77.0.50'), host('client2', '10.77.0.51')]
  const vars = haproxyVars.parse(pool())
  const checks = role.checks?.(contextOf(vars, lb1, [lb1], { clients })) ?? []
  const reach = checks.find(({ title }) => title.startsWith('clients reach www'))
  t.deepEqual(
    reach?.looks.map(({ from }) => from),
    ['client1', 'client2', { controller: true }],
  )
  const judge = (...statuses: readonly number[]) =>
    reach?.judge(
      statuses.map((status, index) =>
        lookResult(['client1', 'client2', 'controller'][index] ?? '', 'no route', status),
      ),
    )
  t.deepEqual(judge(1, 0, 1), { holds: true, saw: 'client2 is connected; client1 is not' })
  t.deepEqual(judge(1, 1, 1), { holds: false, saw: 'client1: no route; client2: no route; controller: no route' })
})

test('checks() look at certificates that are on the host, wherever they are named', (t) => {
  const titles = (vars: object) =>
    checksOf(vars)
      .filter(({ title }) => title.includes('serves the certificate'))
      .map(({ title, looks }) => [
        title.replace(/.*serves the certificate /, ''),
        /read_served [\d.]+:443 ?(\S*)/.exec(looks.at(-1)?.run.script ?? '')?.[1],
        /-in (\S+)/.exec(looks[0]?.run.script ?? '')?.[1],
      ])
  const certificates = [
    { name: 'first', path: '/etc/ssl/first.pem' },
    { name: 'linked', path: '/etc/live/chain.pem', key: '/etc/live/key.pem', names: ['*.example.com'] },
    { name: 'folder', directory: '/etc/ssl/all' },
  ]
  const bind = (more: object) => ({ binds: [{ port: 443, ...more }], verify: { host: 'www.example.com' } })
  t.deepEqual(titles({ certificates, ...pool(), ...front(bind({ ssl: ['first', 'linked', 'folder'] })) }), [
    ['first', '', '/etc/ssl/first.pem'],
    ['linked', 'evenkeel.example.com', '/etc/haproxy/certs/linked.linked.pem'],
    ['folder', 'www.example.com', undefined],
  ])
  t.deepEqual(titles({ ...pool(), ...front({ binds: [{ port: 443, extra: 'ssl crt /etc/ssl/a.pem' }] }) }), [
    ['/etc/ssl/a.pem', '', '/etc/ssl/a.pem'],
  ])
  t.deepEqual(titles({ config: 'frontend a\n  bind :443 ssl crt /etc/ssl/b.pem\n' }), [
    ['/etc/ssl/b.pem', '', '/etc/ssl/b.pem'],
  ])
  const two = {
    certificates: [
      { name: 'a', path: '/a.pem' },
      { name: 'b', path: '/b.pem' },
    ],
  }
  const unknown = remarksOf({ ...two, ...pool(), ...front({ binds: [{ port: 443, ssl: ['a', 'b'] }] }) })
  t.true(unknown.some((one) => one.includes('"www": the certificate b is not looked at')))
})

test('rules that may answer are known to checks, as lines of the user are', (t) => {
  const limited = front({
    table: {},
    http_request: [{ track: 'src' }, { deny: 429, if: '{ sc_http_req_rate(0) gt 20 }' }],
  })
  t.deepEqual(requestsIn({ ...pool(), ...limited }), [])
  t.true(
    remarksOf({ ...pool(), ...limited }).some((one) =>
      one.includes('"www": no request is made, as "http-request deny"'),
    ),
  )
  const counted = front({ table: {}, http_request: [{ track: 'src' }] })
  t.is(requestsIn({ ...pool(), ...counted }).length, 1)
})

test('a backend without servers, and a route by a map, promise no spread', (t) => {
  const empty = { backends: [{ name: 'pool', http_request: [{ return: { text: 'x' } }] }], ...front() }
  t.deepEqual(requestsIn(empty), [])
  t.true(remarksOf(empty).some((one) => one.includes('a backend without servers')))
  const maps = [{ name: 'm', entries: { a: 'pool' } }]
  t.deepEqual(requestsIn({ maps, ...pool(), ...front({ use_backend: [{ map: 'm' }] }) }), [])
})

test('checks() know the slots of a name, which may be empty', (t) => {
  const servers = [{ dns: 'app.example.com', slots: 2, name: 'app' }]
  const [one] = described({ resolvers: [{ resolv_conf: true }], ...pool({ servers }) })
  t.deepEqual(
    one?.servers.map(({ name, isSlot }) => [name, isSlot]),
    [
      ['app1', true],
      ['app2', true],
    ],
  )
})
