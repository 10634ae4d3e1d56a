import test from 'ava'
import type { LookResult } from '../../../engine/check.ts'
import { judgeCapacity } from '../../../roles/nginx/checks/capacity.ts'
import { judgeClient } from '../../../roles/nginx/checks/client.ts'
import { judgeReload } from '../../../roles/nginx/checks/reload.ts'
import { judgeSpread } from '../../../roles/nginx/checks/spread.ts'
import { judgeTalk } from '../../../roles/nginx/checks/stream.ts'
import role from '../../../roles/nginx/role.ts'
import { serversOf } from '../../../roles/nginx/servers.ts'
import { nginxVars } from '../../../roles/nginx/vars/vars.ts'
import { lookResult } from '../fixture.ts'
import { client1, contextOf, facts, find, lb1 } from '../hosts.ts'

const upstreams = [{ name: 'shop', servers: 'real_servers' }]

function checksOf(vars: object, of = lb1) {
  return role.checks?.(contextOf(nginxVars.parse({ upstreams, ...vars }), of, [of])) ?? []
}

test('checks() look at locations, servers and clients as their checks say', (t) => {
  const checks = checksOf({
    sites: [
      {
        server_name: 'a.example',
        access_log: true,
        locations: [
          { path: '/', proxy_pass: 'shop', verify: { requests: 30, client_address: true } },
          { path: '= /old', redirect: '/new' },
          { path: '^~ /none/', return: 410 },
          { path: '/quiet', return: 204 },
        ],
      },
    ],
  })
  t.deepEqual(
    checks.map((check) => check.title),
    [
      'lb1 serves a.example on 80',
      'lb1 answers for / of a.example',
      'lb1 spreads 30 requests over shop as round_robin says',
      'the servers of shop behind lb1 log the address of client1',
      'lb1 answers for = /old of a.example with a redirect',
      'lb1 answers for ^~ /none/ of a.example',
      'nginx of lb1 runs its newest configuration',
    ],
  )
  t.deepEqual(
    checks[3]?.looks.map((look) => look.from),
    ['web1', 'web2', 'client1', 'web1', 'web2'],
  )
})

for (const [what, location, url] of [
  ["a location's own path", { path: '/api/', verify: { status: 404 } }, 'http://127.0.0.1:80/api/'],
  ['the path of its check', { path: '~ ^/a', verify: { path: '/abc' } }, 'http://127.0.0.1:80/abc'],
] as const) {
  test(`checks() request ${what}`, (t) => {
    const [, check] = checksOf({ sites: [{ locations: [{ proxy_pass: 'shop', ...location }] }] })
    t.true(check?.looks[0]?.run.script.endsWith(`ask_status ${url}`))
  })
}

for (const [what, site, asks, status] of [
  ['the answer of its own verify', { verify: { path: '/health', status: 204 } }, '/health', 204],
  ['status 200 by default', {}, '/', 200],
  ['the status that its location returns', { locations: [{ path: '/', return: 404 }] }, '/', 404],
  ['the redirect of its location', { locations: [{ path: '= /', redirect: '/new' }] }, '/', 301],
  [
    'a regular expression before a prefix',
    {
      locations: [
        { path: '/', return: 404 },
        { path: '~ ^/$', root: '/x' },
      ],
    },
    '/',
    200,
  ],
  ['no answer of a site that hangs up', { locations: [{ path: '/', return: 444 }] }, undefined, undefined],
] as const) {
  test(`checks() expect of a site ${what}`, (t) => {
    const [check] = checksOf({ sites: [{ listen: 8080, ...site }] })
    const script = check?.looks[0]?.run.script ?? ''
    t.is(/http:\/\/127\.0\.0\.1:8080([^ ;\n]*)/.exec(script)?.[1], asks)
    if (status === undefined) t.regex(script, /sport = :8080/)
    else t.true(check?.judge([lookResult('lb1', `${status}\n`)]).holds)
  })
}

test('nginxVars requires the path of a check if the location is a regular expression', (t) => {
  const sites = [{ locations: [{ path: '~ x', return: 204, verify: {} }] }]
  t.regex(nginxVars.safeParse({ sites }).error?.issues[0]?.message ?? '', /path is needed/)
})

test('checks() only look for the socket of an address that another host holds', (t) => {
  const vars = { sites: [{ listen: '10.77.0.100:80' }] }
  t.regex(checksOf(vars)[0]?.looks[0]?.run.script ?? '', /\bss\b/)
  const holder = facts('10.77.0.11', { interfaces: [{ name: 'vec0', addresses: ['10.77.0.100/32'] }] })
  t.regex(checksOf(vars, { ...lb1, facts: holder })[0]?.looks[0]?.run.script ?? '', /http:\/\/10\.77\.0\.100:80\//)
})

test('checks() of streams connect, connect by TLS names, or look for the socket', (t) => {
  const checks = checksOf({
    streams: [
      { name: 'tls', listen: 443, upstream: 'shop', server_names: { 'm.example': 'shop', '*.x': 'shop' } },
      { name: 'dns', listen: '53 udp', upstream: 'shop' },
      { name: 'ssh', listen: 22, upstream: 'shop', verify: { expect: 'SSH' } },
    ],
  })
  t.deepEqual(
    checks.map((check) => check.title),
    [
      'lb1 passes on tls on 443',
      'lb1 passes on tls on 443 for m.example',
      'lb1 passes on dns on 53',
      'lb1 passes on ssh on 22',
      'nginx of lb1 runs its newest configuration',
    ],
  )
  t.true(checks[1]?.looks[0]?.run.script.includes('-servername m.example'))
})

const [shop] = nginxVars.parse({ upstreams }).upstreams
const servers = shop === undefined ? [] : serversOf(shop, find)

/** The output of the check for these numbers of requests to web1 and web2. */
function spread(one: number, two: number, others: readonly string[] = []) {
  const lines = [...Array(one).fill('10.77.0.21:80'), ...Array(two).fill('10.77.0.22:80'), ...others]
  return lookResult('lb1', `${lines.length} of ${lines.length} requests were answered\n${lines.join('\n')}\n`)
}

for (const [what, method, seen, holds, saw] of [
  ['shares by weight', 'round_robin', spread(10, 20), true, 'web1 10, web2 20'],
  ['one server alone', 'round_robin', spread(0, 30), false, 'web1 0, web2 30'],
  ['even shares in spite of weights', 'round_robin', spread(50, 50), false, 'web1 50, web2 50'],
  ['one server for one client', 'ip_hash', spread(0, 30), true, 'web1 0, web2 30'],
  ['two servers for one client', 'ip_hash', spread(1, 29), false, 'web1 1, web2 29'],
  ['one server for one key', 'hash $request_uri consistent', spread(30, 0), true, 'web1 30, web2 0'],
  ['all servers', 'least_conn', spread(1, 29), true, 'web1 1, web2 29'],
  ['chance', 'random', spread(17, 13), true, 'web1 17, web2 13'],
  ['one server alone', 'random', spread(30, 0), false, 'web1 30, web2 0'],
  ['the other server alone', 'random', spread(0, 30), false, 'web1 0, web2 30'],
  ['the weights reversed', 'random two', spread(20, 10), true, 'web1 20, web2 10'],
  ['one server alone', 'random two least_conn', spread(60, 0), false, 'web1 60, web2 0'],
  [
    'a second server that answered',
    'round_robin',
    spread(9, 20, ['10.77.0.22:80, 10.77.0.21:80']),
    true,
    'web1 10, web2 20',
  ],
  ['an unknown server', 'round_robin', spread(10, 19, ['10.77.0.9:80']), false, 'web1 10, web2 19, others 1'],
  [
    'no answer',
    'round_robin',
    lookResult('lb1', '0 of 3 requests were answered\n', 1),
    false,
    '0 of 3 requests were answered; 0 are in the log',
  ],
] as const) {
  test(`judgeSpread() sees ${what} with ${method}`, (t) => {
    t.deepEqual(judgeSpread({ method }, servers, 30, seen), { holds, saw })
  })
}

test('judgeSpread() accepts a server without requests if its weight is too small for one', (t) => {
  const weighty = servers.map((server) => (server.name === 'web2' ? { ...server, weight: 100 } : server))
  t.true(judgeSpread({ method: 'least_conn' }, weighty, 30, spread(0, 30)).holds)
  t.true(judgeSpread({ method: 'round_robin' }, weighty, 30, spread(0, 30)).holds)
  t.false(judgeSpread({ method: 'least_conn' }, weighty, 200, spread(0, 200)).holds)
})

const line = (address: string) => `1\n${address} - - [x] "GET /?evenkeel-check=client1 HTTP/1.1" 200\n`

test("judgeClient() looks for the client's address in new lines only", (t) => {
  const asked = lookResult('client1', '10.77.0.50\n200\n')
  const none = lookResult('web1', '0\n')
  const judge = (before: LookResult, request: LookResult, after: LookResult) =>
    judgeClient(client1, { logsBefore: [before], request, logsAfter: [after] })
  t.true(judge(none, asked, lookResult('web1', line('10.77.0.50'))).holds)
  t.false(judge(none, asked, lookResult('web1', line('10.77.0.11'))).holds)
  const stale = lookResult('web1', line('10.77.0.50'))
  t.deepEqual(judge(stale, asked, stale), { holds: false, saw: 'no server has the request in its logs' })
  t.false(judge(none, lookResult('client1', '', 7), none).holds)
})

test('judgeTalk() requires the expected answer, or a connection that lasts', (t) => {
  t.deepEqual(judgeTalk('SSH-2.0', lookResult('lb1', 'SSH-2.0-x\r\n')), { holds: true, saw: '"SSH-2.0-x"' })
  t.false(judgeTalk('SSH-2.0', lookResult('lb1', '220 mail\r\n')).holds)
  t.true(judgeTalk(undefined, lookResult('lb1', 'the connection lasts\n')).holds)
  t.deepEqual(judgeTalk(undefined, lookResult('lb1', 'the connection lasts\nno server has taken it\n')), {
    holds: false,
    saw: 'the connection lasts no server has taken it',
  })
  t.deepEqual(judgeTalk(undefined, lookResult('lb1', '')), { holds: false, saw: 'the connection ended at once' })
  t.false(judgeTalk(undefined, lookResult('lb1', 'Connection refused', 1)).holds)
})

test('judgeCapacity() counts the connections of all workers (rule 39)', (t) => {
  const seen = lookResult('lb1', 'worker_processes auto\nworker_connections 768\nprocessors 2\n')
  t.deepEqual(judgeCapacity(768, seen), { holds: true, saw: '2 workers with 768 connections each, 1536 are needed' })
  t.false(judgeCapacity(769, seen).holds)
  t.true(judgeCapacity(256, lookResult('lb1', 'processors 4\n')).holds)
  t.false(judgeCapacity(1, lookResult('lb1', '', 127)).holds)
})

test('judgeReload() reports why nginx does not run its newest configuration', (t) => {
  t.true(judgeReload(lookResult('lb1', '\n')).holds)
  const failed = `2026/11/21 18:40:47 [emerg] 28#28: bind() to 10.77.0.11:443 failed (98: Address already in use)
2026/11/21 18:40:49 [emerg] 28#28: still could not bind()
`
  t.deepEqual(judgeReload(lookResult('lb1', failed)), {
    holds: false,
    saw: 'it still runs its previous configuration: bind() to 10.77.0.11:443 failed (98: Address already in use)',
  })
  t.false(judgeReload(lookResult('lb1', 'nginx does not run\n', 1)).holds)
})

const own = 'auth_basic "x";\nauth_basic_user_file /etc/nginx/users;'

for (const [what, site] of [
  ['of the site', { extra: own }],
  ['of its location', { locations: [{ path: '/', root: '/srv/x', extra: 'deny all;' }] }],
  ['that ask for a certificate', { extra: 'ssl_client_certificate /etc/ca.pem; ssl_verify_client on;' }],
] as const) {
  test(`checks() do not ask a site where lines ${what} may answer, and that is said`, (t) => {
    const vars = (more: object) => ({ sites: [{ listen: 8080, ...site, ...more }] })
    const script = (more: object) => checksOf(vars(more))[0]?.looks[0]?.run.script ?? ''
    const remarks = (more: object) => role.remarks?.(contextOf(nginxVars.parse(vars(more)), lb1, [lb1])) ?? []
    t.regex(script({}), /sport = :8080/)
    t.regex(remarks({})[0] ?? '', /^site "site-8080" is not asked for \/, as ".*" in lines of yours may answer instead/)
    t.regex(script({ verify: { path: '/ok', status: 401 } }), /http:\/\/127\.0\.0\.1:8080\/ok$/)
    t.deepEqual(remarks({ verify: { status: 401 } }), [])
    t.regex(script({ verify: false }), /sport = :8080/)
  })
}

test('checks() ask a site as its verify says', (t) => {
  const verify = { status: [401, '200-299'], host: 'a.example', headers: { 'X-A': '1' }, requests: 3 }
  const [check] = checksOf({ sites: [{ listen: 8080, verify }] })
  t.is(check?.title, 'lb1 serves site-8080 on 8080, 3 times')
  t.regex(
    check?.looks[0]?.run.script ?? '',
    /ask_expecting '401 200-299' --header 'Host: a\.example' --header 'X-A: 1'/,
  )
})

for (const [what, up, dead, holds] of [
  ['all must be up', 'all', true, false],
  ['any must be up', 'any', true, true],
  ['one is picked', 1, true, true],
  ['one is picked and both are up', 1, false, false],
] as const) {
  test(`judgeSpread() ${holds ? 'holds' : 'does not hold'} with ${dead ? 'a dead server' : 'all servers'} where ${what}`, (t) => {
    const [described] = nginxVars.parse({ upstreams: [{ ...upstreams[0], up }] }).upstreams
    if (described === undefined) throw new Error('no upstream')
    const { output } = dead ? spread(30, 0) : spread(10, 20)
    const seen = lookResult('lb1', `${output}${dead ? 'dead 10.77.0.22 80\n' : ''}`)
    const verdict = judgeSpread(described, servers, 30, seen)
    t.is(verdict.holds, holds, verdict.saw)
    if (what === 'all must be up') t.deepEqual(verdict.faults, ['web2 is down'])
  })
}
