import test from 'ava'
import { address } from '../../engine/resources/address.ts'
import { kernelModule } from '../../engine/resources/kernel-module.ts'
import type { Json, Resource } from '../../engine/resources/resource.ts'
import { route } from '../../engine/resources/route.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'

const SHA = 'a'.repeat(64)

// What the probes printed on a Debian 12 host with Linux 6.1; unit lines are shortened to a digest of one letter.
const readings: readonly (readonly [string, Resource, string, Json])[] = [
  ['an unset key', sysctl({ name: 'net.ipv4.ip_forward', value: 1 }), 'live 0 \n', { live: '0', persisted: null }],
  [
    'a key of several words',
    sysctl({ name: 'net.ipv4.ip_local_port_range', value: '20000  60000' }),
    'live 20000 60000 \npersisted 20000 60000\n',
    { live: '20000 60000', persisted: '20000 60000' },
  ],
  ['no address', address({ address: '10.79.0.100', interface: 'lo' }), 'live no\n', null],
  [
    'an address without a boot unit',
    address({ address: '10.79.0.101/24', interface: 'vec0' }),
    'live yes\n',
    { live: true, persisted: null },
  ],
  [
    'an address with a boot unit',
    address({ address: 'fd00:0:0:1::1/128', interface: 'lo' }),
    `live yes\nunit ${SHA} 379\n`,
    { live: true, persisted: { sha256: SHA, size: 379 } },
  ],
  ['no route', route({ to: '10.80.0.0/16', via: '10.79.0.1' }), '', null],
  [
    'a route through another gateway',
    route({ to: '10.80.0.0/16', via: '10.79.0.1' }),
    'route 10.80.0.0/16 via 10.79.0.2 dev vec0 \n',
    { live: 'via 10.79.0.2 dev vec0', persisted: null },
  ],
  [
    'a route that matches, without the words that the kernel adds',
    route({ to: '10.80.0.0/16', via: '10.79.0.1' }),
    'route 10.80.0.0/16 via 10.79.0.1 dev vec0 linkdown \n',
    { live: 'via 10.79.0.1', persisted: null },
  ],
  [
    'only a route of another metric',
    route({ to: '10.81.0.0/16', via: '10.79.0.1', metric: 60 }),
    'route 10.81.0.0/16 via 10.79.0.1 dev vec0 metric 50 \n',
    null,
  ],
  ['a module that is not loaded', kernelModule({ name: 'ipip' }), 'loaded no\nboot no\n', null],
  [
    'a module with options',
    kernelModule({ name: 'ip-vs', options: 'conn_tab_bits=10' }),
    'loaded yes\nboot yes\noptions conn_tab_bits=10\n',
    { loaded: true, atBoot: true, options: 'conn_tab_bits=10' },
  ],
]

for (const [title, resource, output, state] of readings) {
  test(`${resource.kind}: parse() reads ${title}`, (t) => {
    t.deepEqual(resource.parse(output), { state })
  })
}

test('sysctl() may be absent after undo, and must be present if described', (t) => {
  const described = sysctl({ name: 'net.ipv4.vs.expire_nodest_conn', value: 1 })
  t.true(described.holds({ live: '0', persisted: null }, null))
  t.false(described.holds({ live: '0', persisted: null }, { live: '1', persisted: null }))
  t.false(described.holds(described.desired, null))
  t.false(described.holds(null, described.desired))
})

test('sysctl() may disappear with its module on undo, and is never as described without its key', (t) => {
  const described = sysctl({ name: 'net.ipv4.conf.tunl0.rp_filter', value: 2 })
  t.true(described.holds({ live: '0', persisted: null }, null))
  t.false(described.holds(described.desired, null))
})

for (const name of ['net/ipv4/conf/eth0.100/arp_ignore', 'net.ipv4.conf.eth0/100.arp_ignore']) {
  test(`sysctl() reads the dot of the interface name in ${name}`, (t) => {
    const described = sysctl({ name, value: 1 })
    t.is(described.id, 'sysctl:net.ipv4.conf.eth0/100.arp_ignore')
    t.regex(described.probe.script, /\/proc\/sys\/net\/ipv4\/conf\/eth0\.100\/arp_ignore/)
  })
}

for (const name of ['../../etc/passwd', 'net..ipv4', 'net.ipv4.$(id)', 'net', '-w.a', 'net/../../x']) {
  test(`sysctl() refuses the key ${name}`, (t) => {
    t.throws(() => sysctl({ name, value: 1 }), { code: 'input' })
  })
}

test('address() survives a reboot by a unit after the sysctls (rules 2 and 3)', (t) => {
  const described = address({ address: '10.0.0.9', interface: 'lo' })
  const unit =
    described
      .converge(null, described.desired)
      .flatMap(({ blobs }) => blobs)[0]
      ?.text?.reveal() ?? ''
  t.regex(unit, /^After=systemd-sysctl\.service .*\nBefore=network\.target$/m)
  t.regex(unit, /ip address replace 10\.0\.0\.9\/32 dev lo && exit 0/)
})

test('address() restores a unit file that it found', (t) => {
  const described = address({ address: '10.0.0.9', interface: 'lo' })
  const before = { live: true, persisted: { sha256: SHA, size: 3 } }
  t.regex(described.converge(described.desired, before).join('\n'), new RegExp(`"\\$\\(blob_at ${SHA}\\)" ${SHA}`))
})

test('route() restores the route that it replaced', (t) => {
  const described = route({ to: 'default', via: '10.0.0.1' })
  const before = { live: 'via 10.0.0.254 dev eth0 proto dhcp', persisted: null }
  t.is(
    described.converge(described.desired, before).at(-1)?.script,
    'ip -4 route replace default via 10.0.0.254 dev eth0 proto dhcp',
  )
})

const refused: readonly (readonly [string, () => Resource])[] = [
  ['an invalid address', () => address({ address: '10.0.0.300/32', interface: 'lo' })],
  ['a prefix that is too long', () => address({ address: '10.0.0.1/33', interface: 'lo' })],
  ['an address with a zone', () => address({ address: 'fe80::1%eth0/64', interface: 'eth0' })],
  ['an interface that begins with a minus', () => address({ address: '10.0.0.1', interface: '-h' })],
  ['a label of another interface', () => address({ address: '10.0.0.1', interface: 'lo', label: 'eth0:1' })],
  ['a gateway of the other family', () => route({ to: '10.0.0.0/8', via: 'fd00::1' })],
  ['a module that is a path', () => kernelModule({ name: '../x' })],
]

for (const [title, make] of refused) {
  test(`address(), route() and kernelModule() refuse ${title}`, (t) => {
    t.throws(make, { code: 'input' })
  })
}

test('address() and route() normalise IPv6 addresses', (t) => {
  t.is(address({ address: 'FD00:0:0::1', interface: 'lo' }).id, 'address:fd00::1/128 on lo')
  t.is(route({ to: '::/0', via: 'fd00:0::2' }).id, 'route:default (IPv6)')
})
