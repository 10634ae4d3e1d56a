import test from 'ava'
import type { LookResult } from '../../../../engine/check.ts'
import { requestChecks, requestRemarks } from '../../../../roles/keepalived/checks/balance.ts'
import { describedService } from '../../../../roles/keepalived/checks/table.ts'
import { type KeepalivedVars, keepalivedVars } from '../../../../roles/keepalived/vars/vars.ts'
import { judgeBalance } from '../../../../roles/kit/ipvs/checks/balance.ts'
import { connectionsBetween, parseCounters } from '../../../../roles/kit/ipvs/counters.ts'
import { judgeSpread } from '../../../../roles/kit/ipvs/spread.ts'
import { keepalivedFixture, lookResult } from '../../fixture.ts'
import { client1, contextOf, facts, find, type Host, host, lb1, lb2 } from '../../hosts.ts'

function server(more: object = {}) {
  const web = {
    vip: '10.77.0.100',
    port: 80,
    mode: 'dr',
    scheduler: 'rr',
    real_servers: 'real_servers',
    check: { http: '/' },
  }
  const [only] = keepalivedVars.parse({ virtual_servers: [{ ...web, ...more }] }).virtual_servers
  if (only === undefined) throw new Error('no virtual server')
  return only
}

const before = keepalivedFixture('counters-before.txt')
const after = keepalivedFixture('counters-after.txt')
const backup = keepalivedFixture('counters-backup.txt')

for (const [port, expected] of [
  [80, { '10.77.0.21:80': 20, '10.77.0.22:80': 20 }],
  [8080, { '10.77.0.21:8080': 14, '10.77.0.22:8080': 26 }],
] as const) {
  test(`connectionsBetween() adds up all directors, port ${port}`, (t) => {
    const found = connectionsBetween(
      `tcp 10.77.0.100:${port}`,
      [parseCounters(before), parseCounters(backup)],
      [parseCounters(after), parseCounters(backup)],
    )
    t.deepEqual(Object.fromEntries(found), expected)
  })
}

test('connectionsBetween() counts a server that came back from 0', (t) => {
  const service = 'tcp 10.77.0.100:80'
  const at = (count: number) => [new Map([[service, new Map([['10.77.0.21:80', count]])]])]
  t.is(connectionsBetween(service, at(100), at(7)).get('10.77.0.21:80'), 7)
})

const results = (status = 0, others: readonly LookResult[] = []) => ({
  others,
  before: [lookResult('lb1', before), lookResult('lb2', 'sh: 1: ipvsadm: not found', 127)],
  asked: lookResult(
    'client1',
    status === 0 ? '40 of 40 requests were answered' : '0 of 3 requests were answered',
    status,
  ),
  after: [lookResult('lb1', after), lookResult('lb2', backup)],
})

test('judgeBalance() holds if the counters agree, and shows them', (t) => {
  t.deepEqual(judgeBalance(describedService(server(), find), 40, results()), { holds: true, saw: 'web1 20, web2 20' })
})

test('judgeBalance() shows what the client saw', (t) => {
  const verdict = judgeBalance(describedService(server(), find), 40, results(1))
  t.false(verdict.holds)
  t.regex(verdict.saw, /^client1: 0 of 3 requests were answered; /)
})

for (const [scheduler, more, web1, web2, holds] of [
  ['rr', {}, 20, 20, true],
  ['rr', {}, 21, 20, true],
  ['rr', {}, 25, 15, false],
  ['rr', {}, 40, 0, false],
  ['rr', {}, 10, 10, false],
  ['wrr', {}, 14, 26, true],
  ['wrr', {}, 20, 20, false],
  ['wlc', {}, 13, 27, true],
  ['wlc', {}, 0, 40, false],
  ['sh', {}, 0, 40, true],
  ['sh', {}, 20, 20, false],
  ['wrr', { persistence: 300 }, 40, 0, true],
  ['wrr', { persistence: 300 }, 14, 26, false],
  ['sed', {}, 40, 0, true],
] as const) {
  const persistent = 'persistence' in more ? ', persistent' : ''
  test(`judgeSpread() ${holds ? 'accepts' : 'rejects'} ${web1} and ${web2} of 40 with ${scheduler}${persistent}`, (t) => {
    const service = describedService(server({ scheduler, ...more }), find)
    const connections = new Map([
      ['10.77.0.21:80', web1],
      ['10.77.0.22:80', web2],
    ])
    t.is(judgeSpread(service, 40, connections).holds, holds)
  })
}

test('judgeSpread() rejects requests to a server that is not described', (t) => {
  const connections = new Map([
    ['10.77.0.21:80', 15],
    ['10.77.0.22:80', 15],
    ['10.77.0.9:80', 10],
  ])
  const verdict = judgeSpread(describedService(server(), find), 40, connections)
  t.deepEqual(verdict, { holds: false, saw: 'web1 15, web2 15, 10.77.0.9:80 10' })
})

test('a client that reaches nothing does not decide, where another witness gets through', (t) => {
  const service = describedService(server(), find)
  const through = lookResult('controller', '1 of 1 requests were answered')
  t.deepEqual(judgeBalance(service, 40, results(1, [through])), {
    holds: true,
    saw: 'client1 reaches nothing, and controller does: the rest is not judged',
  })
  t.false(judgeBalance(service, 40, results(1, [lookResult('controller', '0 of 1 requests were answered', 1)])).holds)
})

test('connections of others are not judged: a client of the real world stays with a server of weight 0', (t) => {
  const drained = server({ real_servers: [{ host: 'web1' }, { host: 'web2', weight: 0 }], persistence: 300 })
  const seen = (web1: number, web2: number) =>
    new Map([
      ['10.77.0.21:80', web1],
      ['10.77.0.22:80', web2],
    ])
  const service = describedService(drained, find)
  t.deepEqual(judgeSpread(service, 40, seen(40, 2)), {
    holds: true,
    saw: 'answered; the spread is not judged, as others made 2 connections meanwhile',
  })
  t.true(judgeSpread(service, 40, seen(40, 0)).holds)
  t.false(judgeSpread(service, 40, seen(0, 40)).holds)
})

test('requests are spread over the real servers that are up', (t) => {
  const seen = new Map([['10.77.0.21:80', 40]])
  t.false(judgeSpread(describedService(server(), find), 40, seen).holds)
  t.deepEqual(judgeSpread(describedService(server(), find), 40, seen, new Set(['10.77.0.22:80'])), {
    holds: true,
    saw: 'web1 40, web2 0; web2 is down',
  })
  const table = '-A -t 10.77.0.100:80 -s rr\n-a -t 10.77.0.100:80 -r 10.77.0.21:80 -g -w 1\n'
  const without = (output: string) =>
    output.replace(/20( .*\n.*10\.77\.0\.22:80 +)20 /, '40$10 ').replace(/(10\.77\.0\.21:80 +)20 /, '$140 ')
  const down = { ...results(), after: [lookResult('lb1', `${without(after)}${table}`), lookResult('lb2', backup)] }
  t.regex(judgeBalance(describedService(server(), find), 40, down).saw, /web2 is down/)
})

const context = (more: object, clients: readonly Host[] = [client1], members: readonly Host[] = [lb1, lb2]) =>
  contextOf(keepalivedVars.parse({ virtual_servers: [server(more)] }) as KeepalivedVars, lb1, members, { clients })
const checksOf = (...of: Parameters<typeof context>) => requestChecks(server(of[0]), context(...of))
const remarksOf = (...of: Parameters<typeof context>) => requestRemarks(server(of[0]), context(...of))

test('requestChecks() ask from a client, else from the controller', (t) => {
  const from = (clients: readonly Host[]) => checksOf({}, clients)[0]?.looks.map((look) => look.from)
  t.deepEqual(from([client1]), [{ controller: true }, 'lb1', 'lb2', 'client1', 'lb1', 'lb2'])
  t.deepEqual(from([]), ['lb1', 'lb2', { controller: true }, 'lb1', 'lb2'])
})

test('requestChecks() are none without a TCP port, and if a director is not connected', (t) => {
  t.deepEqual(checksOf({ protocol: 'udp', check: undefined }), [])
  t.deepEqual(checksOf({}, [client1], [lb1, { ...lb2, facts: undefined as never }]), [])
})

test('persistence of a virtual server is told as such', (t) => {
  t.deepEqual(
    checksOf({ persistence: 300 }).map(({ title }) => title),
    ['40 requests to tcp 10.77.0.100:80 stay with one server'],
  )
})

test('a firewall mark that nothing sets is told, and asked where verify says so', (t) => {
  const mark = { vip: undefined, port: undefined, fwmark: 1, check: undefined }
  t.deepEqual(checksOf(mark), [])
  t.regex(remarksOf(mark)[0] ?? '', /^fwmark 1: nothing here sets this mark, so that no request is tried/)
  const verify = { address: '10.77.0.100', port: 8080, path: '/x', status: 200, requests: 4 }
  const [check] = checksOf({ ...mark, verify })
  t.is(check?.title, '4 requests to fwmark 1 are spread as rr says')
  t.true(check?.looks.some(({ run }) => run.script.includes('ask_expecting 200 http://10.77.0.100:8080/x')))
  t.deepEqual([checksOf({ verify: false }), remarksOf({ verify: false })], [[], []])
})

/** Directors between two networks, and real servers on the inner one. */
const between = (name: string, last: number) => {
  const interfaces = [
    { name: 'outer', addresses: [`10.77.0.${last}/24`] },
    { name: 'inner', addresses: [`10.78.0.${last}/24`] },
  ]
  return { ...host(name, `10.77.0.${last}`), facts: facts(`10.77.0.${last}`, { interfaces }) }
}
const nat = { mode: 'nat', real_servers: [{ address: '10.78.0.21' }, { address: '10.78.0.22' }] }
const directors = [between('lb1', 11), between('lb2', 12)]

test('with mode nat a client on the network of the real servers is planned, named, and not asked', (t) => {
  const inner = host('client9', '10.78.0.50')
  const unread = { ...inner, facts: undefined as never }
  for (const client of [inner, unread])
    t.deepEqual(remarksOf(nat, [client, client1], directors), [
      'tcp 10.77.0.100:80: client9 is not asked for requests: it is on the network of 10.78.0.21, whose answers would not pass a director',
    ])
  const askers = checksOf(nat, [inner, client1], directors).map(({ looks }) => looks.map(({ from }) => from))
  t.is(askers.length, 2)
  for (const looks of askers) t.deepEqual(looks, [{ controller: true }, 'lb1', 'lb2', 'client1', 'lb1', 'lb2'])
  const alone = directors.map((one) => ({ ...one, facts: { ...one.facts, reachedFrom: '10.78.0.1' } }))
  t.deepEqual(checksOf(nat, [inner], alone), [])
  t.regex(remarksOf(nat, [inner], alone).at(-1) ?? '', /no request is tried, as nobody else can make one/)
})
