import { readFileSync } from 'node:fs'
import test from 'ava'
import type { Check } from '../../../engine/check.ts'
import { judgeClientAddress } from '../../../roles/haproxy/checks/client-address.ts'
import { parseStat, sessionsBetween } from '../../../roles/haproxy/checks/counters.ts'
import { judgeProcess } from '../../../roles/haproxy/checks/process.ts'
import { judgeRedirect } from '../../../roles/haproxy/checks/redirects.ts'
import { judgeCounts, judgePersistence, judgeRoute } from '../../../roles/haproxy/checks/routes.ts'
import { describedServers, judgeServers, judgeTable } from '../../../roles/haproxy/checks/servers.ts'
import { judgeSpread } from '../../../roles/haproxy/checks/spread.ts'
import { judgeStats } from '../../../roles/haproxy/checks/stats.ts'
import { judgeCertificate } from '../../../roles/haproxy/checks/tls.ts'
import role from '../../../roles/haproxy/role.ts'
import { serversOf } from '../../../roles/haproxy/servers.ts'
import { haproxyVars } from '../../../roles/haproxy/vars/vars.ts'
import { exactly } from '../../../roles/kit/verify/up.ts'
import { lookResult } from '../fixture.ts'
import { client1, contextOf, find, lb1, lb2 } from '../hosts.ts'
import { examples } from './examples.ts'

/** Captured output of HAProxy 2.6, openssl, ss and curl for the examples' sections. */
function captured(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')
}

const http = haproxyVars.parse(examples.http?.vars)
const mixed = haproxyVars.parse(examples['static and dynamic']?.vars)

function backend(more: object = {}) {
  const [back] = haproxyVars.parse({
    listens: [{ name: 'servers', binds: [80], servers: 'real_servers', ...more }],
  }).listens
  if (back === undefined) throw new Error('no listen')
  return back
}

test('parseStat() reads the output of show stat', (t) => {
  const rows = parseStat(captured('stat-after.csv')).filter(({ section }) => section === 'servers')
  t.deepEqual(
    rows.map(({ name, status, weight, sessions, isServer }) => [name, status, weight, sessions, isServer]),
    [
      ['web1', 'UP', 1, 13, true],
      ['web2', 'UP', 2, 34, true],
      ['BACKEND', 'UP', 3, 47, false],
    ],
  )
})

test('sessionsBetween() adds up hosts, and counts from 0 after a reload', (t) => {
  const [before, after] = [parseStat(captured('stat-before.csv')), parseStat(captured('stat-after.csv'))]
  t.deepEqual(Object.fromEntries(sessionsBetween('servers', [before, []], [after, []])), {
    web1: 0,
    web2: 7,
    BACKEND: 7,
  })
  t.is(sessionsBetween('servers', [after], [before]).get('web2'), 27)
})

test('judgeServers() holds if all servers are up with their weights', (t) => {
  const good = judgeServers(describedServers(http, find), lookResult('lb1', captured('stat-after.csv')))
  t.deepEqual(good, { holds: true, saw: 'servers: 2 up' })
  const down = judgeServers(describedServers(mixed, find), lookResult('lb1', captured('stat-down.csv')))
  t.deepEqual(down, {
    holds: false,
    saw: 'dynamic: web1 is DOWN (L7RSP); dynamic: web2 is DOWN (L7RSP)',
    faults: ['dynamic/web1 is down', 'dynamic/web2 is down'],
  })
})

for (const [what, judge, change, saw] of [
  ['another weight', judgeTable, (csv: string) => csv.replace(/(servers,web2,.*?,UP),2,/, '$1,5,'), /weight/],
  [
    'a server that is not described',
    judgeTable,
    (csv: string) => csv.replace('servers,web2,', 'servers,web9,'),
    /web9 is not described; .*web2 is missing/,
  ],
  ['maintenance', judgeServers, (csv: string) => csv.replace(/(servers,web1,.*?),UP,/, '$1,MAINT,'), /web1 is MAINT/],
] as const) {
  test(`${judge.name}() does not hold with ${what}`, (t) => {
    const described = describedServers(http, find)
    const csv = change(captured('stat-after.csv').replaceAll('uweight', 'unknown'))
    t.true(judge(described, lookResult('lb1', captured('stat-after.csv'))).holds)
    const verdict = judge(described, lookResult('lb1', csv))
    t.false(verdict.holds)
    t.regex(verdict.saw, saw)
  })
}

test('judgeServers() expects as many servers up as the check picks', (t) => {
  const described = (up: number) => describedServers(http, find).map((one) => ({ ...one, up: exactly(up) }))
  const writer = captured('stat-after.csv').replace(/(servers,web1,.*?),UP,/, '$1,DOWN,')
  t.deepEqual(judgeServers(described(1), lookResult('lb1', writer)), { holds: true, saw: 'servers: 1 up' })
  const both = judgeServers(described(1), lookResult('lb1', captured('stat-after.csv')))
  t.false(both.holds)
  t.regex(both.saw, /^servers: 2 up, and 1 is described: web1 UP/)
  const none = writer.replace(/(servers,web2,.*?),UP,/, '$1,DOWN,')
  t.regex(judgeServers(described(1), lookResult('lb1', none)).saw, /^servers: 0 up/)
})

test('judgeServers() knows the servers of a configuration written as text', (t) => {
  const config = 'listen servers\n  server web1 10.77.0.21:80\n  server web2 10.77.0.22:80 weight 2\n'
  const described = describedServers(haproxyVars.parse({ config }), find)
  t.true(judgeTable(described, lookResult('lb1', captured('stat-after.csv'))).holds)
  t.true(judgeServers(described, lookResult('lb1', captured('stat-after.csv'))).holds)
  t.deepEqual(judgeServers(described, lookResult('lb1', 'socat is not installed\n', 127)), {
    holds: false,
    saw: 'socat is not installed',
  })
})

for (const [what, more, web1, web2, holds] of [
  ['roundrobin', {}, 13, 27, true],
  ['roundrobin', {}, 20, 20, false],
  ['roundrobin', {}, 5, 10, false],
  ['static-rr', { balance: 'static-rr' }, 14, 26, true],
  ['leastconn', { balance: 'leastconn' }, 20, 20, true],
  ['leastconn', { balance: 'leastconn' }, 40, 0, false],
  ['source', { balance: 'source' }, 0, 40, true],
  ['source', { balance: 'source' }, 20, 20, false],
  ['uri', { balance: 'uri' }, 40, 0, true],
  ['hdr(Host)', { balance: { hdr: 'Host' } }, 20, 20, false],
  ['random', { balance: 'random' }, 5, 35, true],
  ['stick on src', { stick: { on: 'src' } }, 40, 0, true],
  ['stick on src', { stick: { on: 'src' } }, 13, 27, false],
  ['a backup', { servers: [{ host: 'web1' }, { host: 'web2', backup: true }] }, 40, 0, true],
  ['a backup', { servers: [{ host: 'web1' }, { host: 'web2', backup: true }] }, 39, 1, false],
  [
    'a writer that the check picks',
    { up: 1, servers: [{ host: 'web1' }, { host: 'web2', backup: true }] },
    0,
    40,
    true,
  ],
  [
    'a writer that the check picks',
    { up: 1, servers: [{ host: 'web1' }, { host: 'web2', backup: true }] },
    1,
    39,
    false,
  ],
  ['a weight of 0', { servers: [{ host: 'web1' }, { host: 'web2', weight: 0 }] }, 40, 0, true],
] as const) {
  test(`judgeSpread() ${holds ? 'accepts' : 'rejects'} ${web1} and ${web2} of 40 with ${what}`, (t) => {
    const back = backend(more)
    const sessions = new Map([
      ['web1', web1],
      ['web2', web2],
    ])
    const down = new Set(what.startsWith('a writer') ? ['web1'] : [])
    t.is(judgeSpread(back, serversOf(back, find), 40, sessions, { down, busy: false }).holds, holds)
  })
}

const counts = (status = 0) => ({
  before: [lookResult('lb1', captured('stat-before.csv'))],
  client: lookResult('client1', status === 0 ? captured('cookie-client.txt') : 'curl: (7) Failed to connect\n', status),
  after: [lookResult('lb1', captured('stat-after.csv'))],
})

test('judgeCounts() counts the sessions between two readings', (t) => {
  const servers = serversOf(backend(), find)
  const judge = (sessions: ReadonlyMap<string, number>) => judgePersistence(servers, 6, sessions)
  t.deepEqual(judgeCounts('servers', counts(), judge), { holds: true, saw: 'web1 0, web2 7' })
  const failed = judgeCounts('servers', counts(1), judge)
  t.false(failed.holds)
  t.regex(failed.saw, /^client1: curl: \(7\)/)
})

test('judgeCounts() adds up the readings of several hosts, by host', (t) => {
  const [before, after] = [captured('stat-before.csv'), captured('stat-after.csv')]
  const results = {
    before: [lookResult('lb1', after), lookResult('lb2', before)],
    client: lookResult('client1', captured('cookie-client.txt')),
    after: [lookResult('lb1', after), lookResult('lb2', after)],
  }
  const judge = (sessions: ReadonlyMap<string, number>) => judgePersistence(serversOf(backend(), find), 6, sessions)
  t.deepEqual(judgeCounts('servers', results, judge), { holds: true, saw: 'web1 0, web2 7' })
})

test('judgePersistence() rejects a client that was sent to several servers', (t) => {
  const sessions = new Map([
    ['web1', 1],
    ['web2', 6],
  ])
  t.false(judgePersistence(serversOf(backend(), find), 6, sessions).holds)
})

test('judgeRoute() names the backend that got the request instead', (t) => {
  const judge = (section: string) =>
    judgeCounts(section, counts(), (sessions, all) => judgeRoute(section, sessions, all))
  t.true(judge('servers').holds)
  t.deepEqual(judge('static'), { holds: false, saw: 'it went to servers' })
})

test('judgeProcess() needs a process that is younger than its file', (t) => {
  const judge = (info: string, age: string, status = 0, bySocket = '') =>
    judgeProcess({
      info: lookResult('lb1', info, status),
      fileAge: lookResult('lb1', age),
      bySocket: lookResult('lb1', bySocket),
    })
  const info = captured('info.txt')
  t.deepEqual(judge(info, '3\n'), { holds: true, saw: 'HAProxy 2.6.12-1+deb12u4, up 3 s' })
  t.true(judge(info, '90000\n').holds)
  const old = info.replace('Uptime_sec: 3', 'Uptime_sec: 300')
  t.regex(judge(old, '3\n').saw, /its file was written after that/)
  t.false(judge(old, '3\n').holds)
  t.true(judge(old, '3\n', 0, 'younger\n').holds, 'a drain writes the file, and sets the weight by the socket')
  t.false(judge('Connection refused', '3\n', 1).holds)
})

test('checks() need a socket at the exact address of a bind', (t) => {
  const listens = (address: string, output: string) => {
    const checks = checksOf({ listens: [{ name: 'www', binds: [`${address}:80`], servers: 'real_servers' }] })
    return checks.find(({ title }) => title.includes('listens for www'))?.judge([lookResult('lb1', output)]).holds
  }
  t.true(listens('10.77.0.100', captured('listeners.txt')))
  t.false(listens('10.77.0.11', captured('listeners.txt')))
  t.false(listens('10.77.0.100', ''))
})

test('judgeRedirect() compares code and location', (t) => {
  const answer = lookResult('client1', captured('redirect.txt'))
  t.true(judgeRedirect(301, 'https://10.77.0.11/evenkeel?a=1', answer).holds)
  t.true(judgeRedirect(301, undefined, answer).holds)
  t.false(judgeRedirect(302, 'https://10.77.0.11/evenkeel?a=1', answer).holds)
  t.regex(judgeRedirect(301, 'https://a.example/', answer).saw, /301 to https:\/\/a\.example\/ is described/)
})

const facts = { name: 'www.example.com', fingerprint: undefined, chain: 1 }
const file = lookResult('lb1', captured('certificate-file.txt'))
const served = captured('certificate-served.txt')

test('judgeCertificate() needs the certificate that is on disk', (t) => {
  const judge = (output: string, more: object = {}) =>
    judgeCertificate({ ...facts, ...more }, { files: [file], served: [lookResult('client1', output)] })
  t.true(judge(served).holds)
  t.regex(judge(served.replace('=58:08', '=59:08')).saw, /not the certificate that is on disk/)
  t.regex(judge(`${served}Hostname www.example.com does NOT match certificate\n`).saw, /not for www\.example\.com/)
  t.regex(judge(served.replace('will not expire', 'will expire')).saw, /it has expired/)
  t.regex(judge(served, { chain: 2 }).saw, /1 of its 2 certificates/)
})

test('judgeCertificate() ignores places without openssl, unless all places are without it', (t) => {
  const without = lookResult('client1', 'openssl is not installed\n', 127)
  t.true(judgeCertificate(facts, { files: [file], served: [without, lookResult('lb1', served)] }).holds)
  t.deepEqual(judgeCertificate(facts, { files: [file], served: [without] }), {
    holds: false,
    saw: 'client1: openssl is not installed',
  })
})

test('judgeClientAddress() matches only the whole address', (t) => {
  t.true(judgeClientAddress(client1, lookResult('client1', '10.77.0.50 http\n')).holds)
  t.false(judgeClientAddress(client1, lookResult('client1', '10.77.0.5\n')).holds)
  t.false(judgeClientAddress(client1, lookResult('client1', '10.77.0.11\n')).holds)
})

function checksOf(vars: object, more: object = {}): readonly Check[] {
  return role.checks?.(contextOf(haproxyVars.parse(vars), lb1, [lb1, lb2], more)) ?? []
}

const routed = {
  frontends: [
    {
      name: 'www',
      binds: [80],
      acls: [
        { name: 'is_static', path_end: ['.jpg', '.css'] },
        { name: 'is_blog', host: 'blog.example.com' },
        { name: 'is_write', method: 'POST' },
        { name: 'is_inside', src: '10.0.0.0/8' },
      ],
      use_backend: [
        { backend: 'static', if: 'is_static !is_write' },
        { backend: 'blog', if: 'is_blog' },
        { backend: 'writes', if: 'is_write' },
      ],
      default_backend: 'dynamic',
    },
  ],
  backends: ['static', 'blog', 'writes', 'dynamic'].map((name) => ({ name, servers: 'real_servers' })),
}

const routesIn = (vars: object) => checksOf(vars).flatMap(({ title }) => (/ goes to /.test(title) ? [title] : []))

test('checks() test each route with a request derived from its acls that changes nothing', (t) => {
  t.deepEqual(routesIn(routed), [
    'lb1: http://10.77.0.11:80/evenkeel.jpg goes to static',
    'lb1: http://blog.example.com/ at 10.77.0.11:80 goes to blog',
    'lb1: http://10.77.0.11:80/ goes to dynamic',
  ])
})

test('checks() skip a route that an earlier rule may take, unless vars give a request', (t) => {
  const [frontend] = routed.frontends
  const first = { backend: 'writes', if: 'is_inside' }
  const earlier = (check: object) => ({
    ...routed,
    frontends: [{ ...frontend, use_backend: [{ ...first, ...check }, ...(frontend?.use_backend ?? [])] }],
  })
  t.deepEqual(routesIn(earlier({})), [])
  t.deepEqual(routesIn(earlier({ verify: { path: '/in', host: 'a.example' } })), [
    'lb1: http://a.example/in at 10.77.0.11:80 goes to writes',
  ])
})

test('checks() ask a virtual address once, and only after all members are applied', (t) => {
  const vars = { listens: [{ name: 'web', binds: [{ vip: '10.77.0.100', port: 80 }], servers: 'real_servers' }] }
  const titles = checksOf(vars).map(({ title }) => title)
  t.true(titles.includes('clients reach web at 10.77.0.100:80'))
  t.true(titles.includes('40 requests to web are spread by roundrobin'))
  const spread = checksOf(vars).find(({ alone }) => alone)
  t.deepEqual(
    spread?.looks.map(({ from }) => from),
    ['lb1', 'lb2', 'client1', 'lb1', 'lb2'],
  )
  t.deepEqual(
    checksOf(vars, { applied: [lb1] }).map(({ title }) => title),
    [
      'HAProxy of lb1 runs the current /etc/haproxy/haproxy.cfg',
      'HAProxy of lb1 listens for web at 10.77.0.100:80',
      "lb1's HAProxy has the described servers",
      "the servers of lb1's HAProxy are up",
    ],
  )
})

test('checks() ask over TLS if requests are redirected to it, and check the certificate', (t) => {
  const vars = {
    certificates: [{ name: 'shop', self_signed: ['*.example.com'] }],
    frontends: [
      {
        name: 'www',
        binds: [80, { port: 443, ssl: 'shop' }],
        redirects: [{ scheme: 'https', code: 301 }],
        default_backend: 'servers',
        client_address: '/whoami',
      },
    ],
    backends: [{ name: 'servers', servers: 'real_servers', cookie: { name: 'SRV' } }],
  }
  const checks = checksOf(vars)
  const script = (title: RegExp) => {
    const looks = checks.find((one) => title.test(one.title))?.looks ?? []
    return looks.map(({ run }) => run.script).join('\n')
  }
  t.true(script(/serves the certificate shop/).includes('read_served 10.77.0.11:443 evenkeel.example.com'))
  t.true(script(/is redirected with 301/).includes('http://10.77.0.11:80/evenkeel?a=1'))
  t.true(script(/spread/).includes('https://10.77.0.11:443/'))
  t.true(script(/cookie SRV/).includes('Cookie: $cookie'))
  t.true(script(/see the client's address/).includes('https://10.77.0.11:443/whoami'))
})

test('checks() send a host name in the TLS ClientHello with TLS passthrough', (t) => {
  const titles = checksOf(examples['tls passthrough']?.vars ?? {}).map(({ title }) => title)
  t.true(titles.includes('lb1: https://shop.example.com/ at 10.77.0.11:443 goes to shop'))
  t.true(titles.includes('lb1: https://evenkeel.example.org/ at 10.77.0.11:443 goes to tenants'))
})

test('checks() only make TLS handshakes with TLS passthrough, and nothing inside terminated TLS with mode tcp', (t) => {
  const passed = checksOf(examples['tls passthrough']?.vars ?? {}).find(({ title }) =>
    title.includes('shop are spread'),
  )
  t.true(passed?.looks[1]?.run.script.includes('-servername shop.example.com'))
  const ended = {
    certificates: [{ name: 'a', self_signed: 'a.example' }],
    listens: [{ name: 'db', mode: 'tcp', binds: [{ port: 6380, ssl: 'a' }], servers: 'real_servers', port: 6379 }],
  }
  t.false(checksOf(ended).some(({ title }) => title.includes('spread')))
})

test('checks() of a configuration written as text without an admin socket only look at its binds', (t) => {
  t.deepEqual(
    checksOf({ config: 'listen a\n  bind *:80\n' }).map(({ title }) => title),
    ['HAProxy of lb1 listens for a at *:80', 'clients reach a of lb1 at 10.77.0.11:80'],
  )
})

for (const [status, isLimited, holds] of [
  [401, false, true],
  [200, false, false],
  [403, true, true],
  [403, false, false],
] as const) {
  test(`judgeStats() ${holds ? 'accepts' : 'rejects'} ${status} ${isLimited ? 'with limited access' : 'with access for all'}`, (t) => {
    t.is(judgeStats(isLimited, lookResult('lb1', `${status}\n`)).holds, holds)
  })
}
