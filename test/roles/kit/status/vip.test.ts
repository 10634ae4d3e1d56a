import test from 'ava'
import { readVip, vipPart } from '../../../../roles/kit/status/vip.ts'
import { lookResult, unasked } from '../../fixture.ts'
import { client1, lb1, lb2 } from '../../hosts.ts'

const VIP = '10.77.0.100'

/** `ip -o addr show && ip -o link show` of iproute2 6.1 on a container. */
function addresses(last: string, own: string, isHolder: boolean): string {
  return `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: vec0    inet ${own}/24 brd 10.77.0.255 scope global vec0\\       valid_lft forever preferred_lft forever
${isHolder ? `2: vec0    inet ${VIP}/32 scope global vec0\\       valid_lft forever preferred_lft forever\n` : ''}1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
2: vec0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\\    link/ether 02:00:0a:4d:00:0${last} brd ff:ff:ff:ff:ff:ff link-netnsid 0
`
}

const on = (host: 'lb1' | 'lb2', isHolder: boolean) =>
  lookResult(host, addresses(host === 'lb1' ? 'b' : 'c', host === 'lb1' ? '10.77.0.11' : '10.77.0.12', isHolder))

function arp(from: string, ...lasts: string[]) {
  const replies = lasts.map((last) => `Unicast reply from ${VIP} [02:00:0A:4D:00:0${last}]  0.600ms\n`).join('')
  return lookResult(
    from,
    `ask ${VIP} arping\nARPING ${VIP} from 10.77.0.31 vec0\n${replies}Sent 2 probes (2 broadcast(s))\nend 0\n`,
  )
}

const problems = (...[members, segment]: [Parameters<typeof readVip>[1], Parameters<typeof readVip>[2]]) =>
  readVip(VIP, members, segment).problems?.map(({ text }) => text)

test('readVip() finds the one holder, and the segment agrees', (t) => {
  const reading = readVip(VIP, [on('lb1', true), on('lb2', false)], [arp('client1', 'b')])
  t.deepEqual([reading.problems, reading.notes], [[], []])
  t.deepEqual(reading.items, [
    {
      kind: 'vip',
      address: VIP,
      holders: [{ host: 'lb1', interface: 'vec0' }],
      standby: ['lb2'],
      segment: [{ from: 'client1', by: 'arping', answers: [{ mac: '02:00:0a:4d:00:0b', host: 'lb1' }] }],
    },
  ])
})

test('readVip() tells of no holder, of two, and of one that is not the one that answers', (t) => {
  t.deepEqual(problems([on('lb1', false), on('lb2', false)], [arp('client1')]), [`${VIP} is held by nobody`])
  t.deepEqual(problems([on('lb1', true), on('lb2', true)], [arp('client1', 'b', 'c')]), [
    `${VIP} is held by lb1 and lb2 at the same time`,
    `${VIP}: lb1 (02:00:0a:4d:00:0b) and lb2 (02:00:0a:4d:00:0c) answer client1`,
  ])
  t.deepEqual(problems([on('lb1', true), on('lb2', false)], [arp('client1', 'c')]), [
    `${VIP}: lb2 (02:00:0a:4d:00:0c) answers client1, although lb1 holds it`,
  ])
  t.deepEqual(problems([on('lb1', true), on('lb2', false)], [arp('client1')]), [
    `${VIP}: nobody answers client1, although lb1 holds it`,
  ])
  // A stranger of the segment has the address, too.
  t.deepEqual(problems([on('lb1', true), on('lb2', false)], [arp('lb1', '9'), arp('lb2', 'b')]), [
    `${VIP}: 02:00:0a:4d:00:09 answers lb1, too`,
  ])
})

test('readVip() does not call an address lost while a member cannot be asked', (t) => {
  const silent = unasked('lb1')
  t.deepEqual(problems([silent, on('lb2', true)], [arp('client1', 'c')]), [])
  const elsewhere = readVip(VIP, [silent, on('lb2', false)], [arp('client1', 'b')])
  t.deepEqual(elsewhere.problems, [])
  t.deepEqual(elsewhere.notes, [{ text: `${VIP} is held by a host that was not asked: lb1, or another one` }])
  t.deepEqual(problems([silent, on('lb2', false)], [arp('client1')]), [
    `${VIP} is held by nobody that could be asked (not lb1)`,
  ])
})

test('vipPart() asks the members, and the segment from clients, else from the members', (t) => {
  const from = (clients: (typeof client1)[]) =>
    vipPart(`${VIP}/24`, { members: [lb1, lb2], clients }).looks.map((look) => look.from)
  t.deepEqual(from([client1]), ['lb1', 'lb2', 'client1'])
  t.deepEqual(from([]), ['lb1', 'lb2', 'lb1', 'lb2'])
})
