import test from 'ava'
import { ipvsRules } from '../../engine/resources/ipvs/desired.ts'
import { ipvsService } from '../../engine/resources/ipvs-service.ts'
import type { Json, Resource } from '../../engine/resources/resource.ts'
import { plain, web } from '../support/ipvs-services.ts'

const changed = ipvsService({
  vip: '10.0.0.1',
  port: 80,
  scheduler: 'sh',
  scheduler_flags: ['sh-port', 'sh-fallback'],
  persistence: { timeout: 60, granularity: '255.255.255.0' },
  real_servers: [
    { address: '10.0.0.21', mode: 'dr', weight: 3 },
    { address: '10.0.0.23', mode: 'nat', port: 8080 },
  ],
})
const mark = ipvsService({ fwmark: 7, real_servers: [{ address: '10.0.0.21', mode: 'tun' }] })
const mark6 = ipvsService({
  fwmark: 7,
  ipv6: true,
  scheduler: 'rr',
  real_servers: [{ address: 'fd00::21', mode: 'dr' }],
})
const version6 = ipvsService({
  vip: 'fd00:0::1',
  port: 80,
  scheduler: 'mh',
  persistence: { timeout: 60, granularity: 64 },
  real_servers: [
    { address: '10.0.0.9', mode: 'tun' },
    { address: 'fd00:0::21', mode: 'dr' },
  ],
})
const dns = ipvsService({ vip: '10.0.0.1', port: 53, protocol: 'udp', scheduler: 'rr', one_packet: true })

// What the probe printed with ipvsadm 1.31 and Linux 6.1, after the resource was converged.
const readings: readonly (readonly [string, Resource, string])[] = [
  [
    'thresholds and a server of weight 0',
    plain,
    `-A -t 10.0.0.1:80 -s wrr
-a -t 10.0.0.1:80 -r 10.0.0.21:80 -g -w 1
-a -t 10.0.0.1:80 -r 10.0.0.22:80 -g -w 0
thresholds 10.0.0.22:80 100 50
`,
  ],
  [
    'persistence, flags and another port',
    changed,
    `-A -t 10.0.0.1:80 -s sh -p 60 -M 255.255.255.0 -b sh-fallback,sh-port
-a -t 10.0.0.1:80 -r 10.0.0.21:80 -g -w 3
-a -t 10.0.0.1:80 -r 10.0.0.23:8080 -m -w 1
`,
  ],
  ['a firewall mark', mark, '-A -f 7 -s wlc\n-a -f 7 -r 10.0.0.21:0 -i -w 1 --tun-type ipip\n'],
  ['a firewall mark of IPv6', mark6, '-A -f 7 -6 -s rr\n-a -f 7 -6 -r [fd00::21]:0 -g -w 1\n'],
  [
    'IPv6 with a tunnel through IPv4',
    version6,
    `-A -t [fd00::1]:80 -s mh -p 60 -M 64
-a -t [fd00::1]:80 -r [fd00::21]:80 -g -w 1
-a -t [fd00::1]:80 -r 10.0.0.9:80 -i -w 1 --tun-type ipip
`,
  ],
  ['single packets', dns, '-A -u 10.0.0.1:53 -s rr -o\n'],
]

for (const [title, resource, output] of readings) {
  test(`ipvsService() reads ${title} as the desired state`, (t) => {
    t.deepEqual(resource.parse(output), { state: resource.desired })
  })
}

test('ipvsService() is absent without its line, and not yet readable without ipvsadm', (t) => {
  t.deepEqual(plain.parse(''), { state: null })
  t.deepEqual(plain.parse('unreadable\n'), {
    notYet: 'reading the IPVS table needs ipvsadm, which the host does not have (yet)',
  })
})

const scripts = (resource: Resource, from: Json, to: Json) => resource.converge(from, to).map(String).slice(1)

test('ipvsService() changes only what differs, in both directions', (t) => {
  t.deepEqual(scripts(plain, plain.desired, changed.desired), [
    "set_ipvs_service '-t 10.0.0.1:80' '-s sh -p 60 -M 255.255.255.0 -b sh-fallback,sh-port'",
    "set_ipvs_server '-t 10.0.0.1:80' 10.0.0.21:80 '-g -w 3'",
    "set_ipvs_server '-t 10.0.0.1:80' 10.0.0.23:8080 '-m -w 1'",
    "remove_ipvs_server '-t 10.0.0.1:80' 10.0.0.22:80",
  ])
  t.deepEqual(scripts(plain, changed.desired, plain.desired), [
    "set_ipvs_service '-t 10.0.0.1:80' '-s wrr'",
    "set_ipvs_server '-t 10.0.0.1:80' 10.0.0.21:80 '-g -w 1'",
    "set_ipvs_server '-t 10.0.0.1:80' 10.0.0.22:80 '-g -w 0 -x 100 -y 50'",
    "remove_ipvs_server '-t 10.0.0.1:80' 10.0.0.23:8080",
  ])
  t.deepEqual(scripts(plain, plain.desired, plain.desired), [])
})

test('ipvsService() changes a weight in one step', (t) => {
  const heavier = web({ address: '10.0.0.21', weight: 3 }, { address: '10.0.0.22', weight: 1 })
  const before = web({ address: '10.0.0.21' }, { address: '10.0.0.22' }).desired
  t.deepEqual(scripts(heavier, before, heavier.desired), ["set_ipvs_server '-t 10.0.0.1:80' 10.0.0.21:80 '-g -w 3'"])
})

test('ipvsService() restores options that it has no key for', (t) => {
  const found = `-A -t 10.0.0.1:80 -s rr -p 60 --pe sip
-a -t 10.0.0.1:80 -r 10.0.0.21:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum
`
  const reading = plain.parse(found)
  t.deepEqual(scripts(plain, null, 'state' in reading ? reading.state : null), [
    "set_ipvs_service '-t 10.0.0.1:80' '-s rr -p 60 --pe sip'",
    "set_ipvs_server '-t 10.0.0.1:80' 10.0.0.21:80 '-i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum'",
  ])
})

test('ipvsService() has readable state lines', (t) => {
  t.deepEqual(plain.stateLines(plain.desired, undefined), [
    'scheduler wrr',
    '10.0.0.21:80 by dr, weight 1',
    '10.0.0.22:80 by dr, weight 0, at most 100 connections, again below 50',
  ])
  t.deepEqual(changed.stateLines(changed.desired, undefined).slice(0, 2), [
    'scheduler sh (sh-fallback,sh-port)',
    'persistent for 60 seconds, clients of one network (255.255.255.0) together',
  ])
})

test('ipvsRules() names flags as ipvsadm prints them', (t) => {
  const flags = (scheduler: string, ...scheduler_flags: string[]) =>
    ipvsRules({ fwmark: 7, scheduler, scheduler_flags })[0]?.split(' -b ')[1]
  t.is(flags('sh', 'flag-2', 'flag-1', 'sh-port'), 'sh-fallback,sh-port')
  t.is(flags('mh', 'flag-1'), 'mh-fallback')
  t.is(flags('rr', 'flag-3', 'flag-1'), 'flag-1,flag-3')
})

test('ipvsRules() writes the input of ipvsadm -R', (t) => {
  t.deepEqual(ipvsRules({ fwmark: 7, ipv6: true, real_servers: [{ address: 'fd00::21', mode: 'dr', weight: 2 }] }), [
    '-A -f 7 -6 -s wlc',
    '-a -f 7 -6 -r [fd00::21]:0 -g -w 2',
  ])
})

const refused: readonly (readonly [string, () => Resource])[] = [
  ['neither address nor mark', () => ipvsService({ port: 80 })],
  ['address and mark', () => ipvsService({ vip: '10.0.0.1', port: 80, fwmark: 1 })],
  ['every port without persistence', () => ipvsService({ vip: '10.0.0.1', port: 0 })],
  ['ipv6 beside an address', () => ipvsService({ vip: '10.0.0.1', port: 80, ipv6: true })],
  ['another port by direct routing (rule 7)', () => web({ address: '10.0.0.21', port: 8080 })],
  ['another port through a tunnel (rule 7)', () => web({ address: '10.0.0.21', mode: 'tun', port: 8080 })],
  ['a server of the other family', () => web({ address: 'fd00::21' })],
  ['a server twice', () => web({ address: '10.0.0.21' }, { address: '10.0.0.21', weight: 2 })],
  [
    'a lower threshold above the upper one',
    () => web({ address: '10.0.0.21', upper_threshold: 5, lower_threshold: 6 }),
  ],
  ['a flag of another scheduler', () => ipvsService({ fwmark: 7, scheduler: 'rr', scheduler_flags: ['sh-port'] })],
  ['a flag that the kernel forgets', () => ipvsService({ fwmark: 7, scheduler: 'sh', scheduler_flags: ['flag-3'] })],
  ['a scheduler that looks like an option', () => ipvsService({ vip: '10.0.0.1', port: 80, scheduler: '-C' })],
]

for (const [title, make] of refused) {
  test(`ipvsService() refuses ${title}`, (t) => {
    t.throws(make, { code: 'input' })
  })
}
