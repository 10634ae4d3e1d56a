import test from 'ava'
import { holderCheck } from '../../../../roles/kit/vip/holder-check.ts'
import { fixture, lookResult } from '../../fixture.ts'
import { client1, lb1, lb2 } from '../../hosts.ts'

const seen = (state: string) => [
  lookResult('lb1', fixture(`${state}-lb1.txt`)),
  lookResult('lb2', fixture(`${state}-lb2.txt`)),
  lookResult('client1', fixture(`${state}-client1.txt`), state === 'good' ? 0 : 1),
]

const check = holderCheck('10.77.0.100/32', { members: [lb1, lb2], clients: [client1] })

test('holderCheck() asks every member and a client', (t) => {
  t.is(check.title, 'exactly one director holds 10.77.0.100')
  t.deepEqual(
    check.looks.map((look) => look.from),
    ['lb1', 'lb2', 'client1'],
  )
})

// In all states except the first web2 also answers ARP for the VIP: its arp_ignore was removed.
for (const [state, holds, saw] of [
  ['good', true, /^lb1 \(vec0\) holds it; ARP from client1: 02:00:00:00:00:11 \(lb1\)$/],
  ['moved', false, /^lb2 \(vec0\) holds it; ARP from client1: 02:00:00:00:00:12 \(lb2\), 02:00:00:00:00:22$/],
  ['both', false, /^lb1 \(vec0\) and lb2 \(vec0\) hold it at the same time: .*112.*02:00:00:00:00:22$/],
  ['none', false, /^no director holds it; ARP from client1: 02:00:00:00:00:22$/],
] as const) {
  test(`holderCheck() judges a cluster in the state "${state}"`, (t) => {
    const verdict = check.judge(seen(state))
    t.is(verdict.holds, holds)
    t.regex(verdict.saw, saw)
  })
}

test('holderCheck() holds after a failover that ARP of the segment follows', (t) => {
  const arp = fixture('good-client1.txt').replaceAll('00:11', '00:12')
  const verdict = check.judge([...seen('moved').slice(0, 2), lookResult('client1', arp)])
  t.true(verdict.holds, verdict.saw)
})

test('holderCheck() does not hold while ARP still answers with another host', (t) => {
  const verdict = check.judge([...seen('moved').slice(0, 2), lookResult('client1', fixture('good-client1.txt'))])
  t.false(verdict.holds)
})

test('holderCheck() does not hold if no host answers, or a member cannot be read', (t) => {
  const [one, two] = seen('good')
  if (one === undefined || two === undefined) return t.fail()
  t.false(check.judge([one, two, lookResult('client1', fixture('peer-arping-lb1.txt'), 1)]).holds)
  t.false(
    check.judge([one, lookResult('lb2', 'sh: ip: not found', 127), lookResult('client1', fixture('good-client1.txt'))])
      .holds,
  )
})

test("holderCheck() shows why ARP was not asked, and holds by the members' addresses", (t) => {
  const verdict = check.judge([...seen('good').slice(0, 2), lookResult('client1', 'arping is not installed', 127)])
  t.true(verdict.holds)
  t.regex(verdict.saw, /ARP not asked from client1: arping is not installed/)
})

test('holderCheck() asks the members by ARP if there is no client', (t) => {
  const alone = holderCheck('10.77.0.100', { members: [lb1, lb2], clients: [] })
  t.deepEqual(
    alone.looks.map((look) => look.from),
    ['lb1', 'lb2', 'lb1', 'lb2'],
  )
  const members = seen('good').slice(0, 2)
  const fromHolder = lookResult('lb1', fixture('peer-arping-lb1.txt'), 1)
  const fromOther = lookResult('lb2', fixture('peer-arping-lb2.txt'))
  t.true(alone.judge([...members, fromHolder, fromOther]).holds)
  t.false(alone.judge([...members, lookResult('lb1', fixture('peer-arping-lb2.txt')), fromOther]).holds)
})

test('holderCheck() holds without a holder if a member was not asked', (t) => {
  const limited = holderCheck('10.77.0.100', { members: [{ ...lb1, facts: undefined }, lb2], clients: [] })
  const verdict = limited.judge([
    lookResult('lb2', fixture('good-lb2.txt')),
    lookResult('lb2', fixture('peer-arping-lb2.txt')),
  ])
  t.true(verdict.holds)
  t.regex(verdict.saw, /no director holds it; lb1 was not asked/)
})

test('holderCheck() does not count the address that a director carries on lo', (t) => {
  const both = fixture('loud-web2.txt')
  const verdict = check.judge([
    lookResult('lb1', fixture('good-lb1.txt')),
    lookResult('lb2', both),
    lookResult('client1', fixture('good-client1.txt')),
  ])
  t.true(verdict.holds, verdict.saw)
})

const members6 = [lb1, lb2].map((one) => ({
  ...one,
  facts: { ...one.facts, interfaces: [{ name: 'eth1', addresses: ['fd00:98::11/64'] }] },
}))
const check6 = holderCheck('fd00:98::100', { members: members6, clients: [] })
const failed = lookResult('lb1', fixture('dadfailed-lb1.txt'))
const holder6 = lookResult(
  'lb2',
  fixture('dadfailed-lb1.txt').replace(' dadfailed tentative', '').replaceAll('da:33:b2:29:03:aa', 'd2:82:8d:b7:c7:c1'),
)
const asked6 = (from: string, name: string) => lookResult(from, fixture(`neighbour-${name}.txt`))

test('holderCheck() asks the segment of IPv6 by neighbour discovery', (t) => {
  t.deepEqual(
    check6.looks.map((look) => look.from),
    ['lb1', 'lb2', 'lb1', 'lb2'],
  )
  const verdict = check6.judge([failed, holder6, asked6('lb1', 'answered'), asked6('lb2', 'none')])
  t.true(verdict.holds, verdict.saw)
  t.regex(verdict.saw, /^lb2 \(eth1\) holds it; lb1 has it, and another host had it first \(dadfailed\); /)
  t.regex(verdict.saw, /neighbour discovery from lb1: d2:82:8d:b7:c7:c1 \(lb2\)/)
  t.false(check6.judge([failed, holder6, asked6('lb1', 'none'), asked6('lb2', 'none')]).holds)
})

test('holderCheck() does not count an address of IPv6 that another host had first', (t) => {
  const verdict = check6.judge([failed, failed, asked6('lb1', 'answered'), asked6('lb2', 'answered')])
  t.false(verdict.holds)
  t.regex(verdict.saw, /^no director holds it; lb1 has it/)
})

test('holderCheck() does not count what a director carries as a real server of tunnels', (t) => {
  const serving = lookResult('lb2', `${fixture('good-lb2.txt')}\n9: tunl0    inet 10.77.0.100/32 scope global tunl0`)
  const verdict = check.judge([...seen('good').slice(0, 1), serving, ...seen('good').slice(2)])
  t.true(verdict.holds, verdict.saw)
})
