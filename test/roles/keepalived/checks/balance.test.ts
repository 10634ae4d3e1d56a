import test from 'ava'
import { spreadCheck } from '../../../../roles/keepalived/checks/balance.ts'
import { describedService } from '../../../../roles/keepalived/checks/table.ts'
import { keepalivedVars } from '../../../../roles/keepalived/vars/vars.ts'
import { judgeBalance } from '../../../../roles/kit/ipvs/checks/balance.ts'
import { connectionsBetween, parseCounters } from '../../../../roles/kit/ipvs/counters.ts'
import { judgeSpread } from '../../../../roles/kit/ipvs/spread.ts'
import { keepalivedFixture, lookResult } from '../../fixture.ts'
import { client1, find, lb1, lb2 } from '../../hosts.ts'

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

const results = (status = 0) => ({
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
    ['10.77.0.21:80', 20],
    ['10.77.0.22:80', 20],
    ['10.77.0.9:80', 20],
  ])
  const verdict = judgeSpread(describedService(server(), find), 40, connections)
  t.deepEqual(verdict, { holds: false, saw: 'web1 20, web2 20, 10.77.0.9:80 20' })
})

const balance = { directors: [lb1, lb2], clients: [client1], requests: 40 }

test('spreadCheck() asks from a client, else from the controller', (t) => {
  const from = (clients: readonly (typeof client1)[]) =>
    spreadCheck(server(), find, { ...balance, clients })?.looks.map((look) => look.from)
  t.deepEqual(from([client1]), ['lb1', 'lb2', 'client1', 'lb1', 'lb2'])
  t.deepEqual(from([]), ['lb1', 'lb2', { controller: true }, 'lb1', 'lb2'])
})

test('spreadCheck() is undefined without a TCP port, and if a director is not connected', (t) => {
  t.is(spreadCheck(server({ protocol: 'udp', check: undefined }), find, balance), undefined)
  t.is(spreadCheck(server({ vip: undefined, port: undefined, fwmark: 1 }), find, balance), undefined)
  t.is(spreadCheck(server(), find, { ...balance, directors: [lb1, { ...lb2, facts: undefined }] }), undefined)
})
