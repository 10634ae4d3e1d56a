import test from 'ava'
import { firewallOpening } from '../../engine/resources/firewall-opening.ts'

const described = firewallOpening({ protocol: 'tcp', port: 443 })

test('firewallOpening() holds if nothing filters, in both directions', (t) => {
  const nothing = { nothingFilters: true }
  t.deepEqual(described.parse('nothing filters\n'), { state: nothing })
  t.true(described.holds(described.desired, nothing))
  t.true(described.holds(null, nothing))
  t.true(described.holds(nothing, null))
  t.false(described.holds(described.desired, null))
  t.false(described.holds(nothing, described.desired))
  t.false(described.holds(described.desired, { live: true, lasting: false }))
})

test('firewallOpening() reads an opening', (t) => {
  t.deepEqual(described.parse('live yes\nlasting no\n'), { state: { live: true, lasting: false } })
  t.deepEqual(described.parse('live no\nlasting no\n'), { state: null })
  t.deepEqual(described.stateLines({ live: true, lasting: false }, undefined), ['open now', 'closed after a boot'])
})

test('firewallOpening() is named by its opening, in any order of its lists', (t) => {
  const of = firewallOpening({
    protocol: 'vrrp',
    from: ['10.0.0.2', 'FD00::1', '10.0.0.1', '10.0.0.2'],
    interfaces: ['eth1', 'eth0'],
  })
  t.is(of.id, 'firewall_opening:vrrp from 10.0.0.1, 10.0.0.2, fd00::1 on eth0, eth1')
  const { script } = of.probe
  t.true(
    script.includes(`4:iifname { "eth0", "eth1" } ip saddr { 10.0.0.1/32, 10.0.0.2/32 } meta l4proto 112;6:iifname`),
  )
  t.true(script.includes('rich-rule=rule family="ipv6" source address="fd00::1" protocol value="112" accept'))
  t.true(described.probe.script.endsWith('port=443/tcp'))
})

test('firewallOpening() is named by the answers that it lets through, tracked or not', (t) => {
  const [one, other] = (['tracked', 'untracked'] as const).map((answers) =>
    firewallOpening({ protocol: 'tcp', port: 8080, from: ['10.0.0.1', 'fd00::1'], answers }),
  )
  t.is(one?.id, 'firewall_opening:answers of tcp 8080 from 10.0.0.1, fd00::1')
  t.is(one?.id, other?.id)
  t.regex(
    one?.probe.script ?? '',
    /'4:ip saddr \{ 10.0.0.1\/32 \} tcp sport 8080;6:ip6 saddr \{ fd00::1\/128 \} tcp sport 8080' forward tracked$/,
  )
})

test('firewallOpening() drops sources inside another one, which nftables would refuse', (t) => {
  const from = [
    '10.0.0.0/8',
    '10.9.0.1',
    '192.0.2.0/24',
    '192.0.2.0/25',
    '192.0.2.9/24',
    '203.0.113.1',
    'fd00::/8',
    'fd00::1',
    '203.0.113.1',
  ]
  const { id } = firewallOpening({ protocol: 'tcp', port: 80, from })
  t.is(id, 'firewall_opening:tcp 80 from 10.0.0.0/8, 192.0.2.0/24, 203.0.113.1, fd00::/8')
})

test("firewallOpening() shortens long comments to nftables' limit of 128 bytes", (t) => {
  const from = Array.from({ length: 50 }, (_, index) => `10.0.0.${index}`)
  const comments = [from, from.slice(1)].map((some) => {
    const { script } = firewallOpening({ protocol: 'tcp', port: 80, from: some }).probe
    return /evenkeel: [^']*/.exec(script)?.[0] ?? ''
  })
  t.true(comments.every((comment) => comment.length > 20 && Buffer.byteLength(comment) < 128))
  t.not(comments[0], comments[1])
})

for (const [title, input] of [
  ['tcp without a port', { protocol: 'tcp' }],
  ['vrrp with a port', { protocol: 'vrrp', port: 1 }],
  ['a name as source', { protocol: 'tcp', port: 1, from: ['web1'] }],
  ['answers without from', { protocol: 'tcp', port: 80, answers: 'tracked' }],
  [
    'answers at an interface',
    { protocol: 'tcp', port: 80, from: ['10.0.0.1'], interfaces: ['eth0'], answers: 'tracked' },
  ],
  ['an empty from', { protocol: 'tcp', port: 1, from: [] }],
] as const) {
  test(`firewallOpening() refuses ${title}`, (t) => {
    t.throws(() => firewallOpening(input as never), { code: 'input' })
  })
}
