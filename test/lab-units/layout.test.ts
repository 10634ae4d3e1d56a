import test from 'ava'
import { EvenkeelError, EvenkeelErrors } from '../../engine/errors/error.ts'
import type { ConnectionSettings, Inventory, InventoryHost } from '../../inventory/inventory.ts'
import { layoutOf as layoutFor } from '../../lab/layout.ts'

type HostSource = ConnectionSettings & { readonly variables?: Readonly<Record<string, unknown>> }

const layoutOf = (described: Inventory) => layoutFor(described, 256)

function inventory(hosts: Readonly<Record<string, HostSource>>): Inventory {
  const entries = Object.entries(hosts).map(
    ([name, { variables = {}, ...connection }], index): [string, InventoryHost] => [
      name,
      {
        name,
        connection,
        groups: ['all'],
        variables,
        written: new Map(),
        login: new Map(),
        clusterAddress: undefined,
        problems: [],
        remarks: [],
        where: { file: 'hosts.yml', line: index + 1, column: 1 },
      },
    ],
  )
  return { path: 'hosts.yml', hosts: new Map(entries), groups: new Map() }
}

test('layoutOf() gives each host its address, and each subnet one network', (t) => {
  const layout = layoutOf(
    inventory({ lb1: { address: '10.77.0.11' }, web1: { address: '10.77.0.21' }, db1: { address: '10.78.0.5' } }),
  )
  t.deepEqual(layout.subnets, [
    { network: '10.77.0.0', prefix: 24, controller: '10.77.0.1' },
    { network: '10.78.0.0', prefix: 24, controller: '10.78.0.1' },
  ])
  t.deepEqual(
    layout.hosts.map(({ name, position, addresses }) => [name, position, addresses]),
    [
      ['lb1', 0, [{ address: '10.77.0.11', prefix: 24 }]],
      ['web1', 1, [{ address: '10.77.0.21', prefix: 24 }]],
      ['db1', 2, [{ address: '10.78.0.5', prefix: 24 }]],
    ],
  )
})

test('layoutOf() gives the controller no address of a host or a variable', (t) => {
  const layout = layoutOf(
    inventory({
      gateway: { address: '10.77.0.1' },
      web1: { address: '10.77.0.21', variables: { vips: ['10.77.0.254/24'] } },
    }),
  )
  t.is(layout.subnets[0]?.controller, '10.77.0.253')
})

test('layoutOf() adds the addresses of the host variable lab, and its memory and role', (t) => {
  const [host] = layoutOf(
    inventory({
      lb1: { address: '10.77.0.11', variables: { lab: { addresses: ['10.78.0.11/25'], memory: 512, role: 'client' } } },
    }),
  ).hosts
  t.deepEqual(
    host?.addresses.map(({ address, prefix }) => [address, prefix]),
    [
      ['10.77.0.11', 24],
      ['10.78.0.11', 25],
    ],
  )
  t.is(host?.memory, 512)
  t.is(host?.role, 'client')
})

test("layoutOf() takes the connection address's prefix from the host variable lab", (t) => {
  const [host] = layoutOf(
    inventory({ lb1: { address: '10.77.1.11', variables: { lab: { addresses: ['10.77.1.11/22'] } } } }),
  ).hosts
  t.deepEqual(
    host?.addresses.map(({ address, prefix }) => [address, prefix]),
    [['10.77.1.11', 22]],
  )
})

test('layoutOf() keeps the DNS name of a host as an alias', (t) => {
  const [host] = layoutOf(
    inventory({ lb1: { address: 'lb1.example.org', variables: { lab: { addresses: ['10.77.0.11/24'] } } } }),
  ).hosts
  t.is(host?.alias, 'lb1.example.org')
  t.is(host?.address, '10.77.0.11')
})

test('layoutOf() gives hosts without memory that of the provider, and keeps port, box and provider', (t) => {
  const lab = { box: './web.box', provider: 'libvirt' }
  const [first, second] = layoutFor(
    inventory({ lb1: { address: '10.77.0.11', port: 2222, variables: { lab } }, lb2: { address: '10.77.0.12' } }),
    512,
  ).hosts
  t.like(first, { memory: 512, port: 2222, ...lab })
  t.like(second, { memory: 512, port: undefined, box: undefined, provider: undefined })
})

const refused: readonly [string, HostSource, RegExp][] = [
  ['web1', { address: 'web1.example.org' }, /is a name, an IPv4 address is needed/],
  ['web1', { address: '127.0.0.1' }, /is this machine itself/],
  ['web1', { address: 'a\nHost *' }, /is no host name/],
  ['$(reboot)', { address: '10.77.0.21' }, /its name is no host name/],
  ['-oProxyCommand=x', { address: '10.77.0.21' }, /its name is no host name/],
  ['../web1', { address: '10.77.0.21' }, /its name is no host name/],
  ['web1', { address: '10.77.0.21', user: 'a;reboot' }, /its user "a;reboot" is no name/],
  ['web1', { address: '10.77.0.21', variables: { lab: { memory: 'much' } } }, /lab\.memory: /],
  ['web1', { address: '10.77.0.21', variables: { lab: { memori: 512 } } }, /memori/],
  [
    'web1',
    { address: '10.77.0.21', variables: { lab: { addresses: ['10.78.0.300'] } } },
    /lab\.addresses\.0: an IPv4 address/,
  ],
  ['web1', { address: '10.77.0.21', variables: { lab: 'default' } }, /lab: /],
  ['web1', { address: '10.77.0.21', variables: { lab: { box: 'a\nb' } } }, /lab\.box: the name, the URL or the path/],
  ['web1', { address: '10.77.0.21', variables: { lab: { provider: '"; exit' } } }, /lab\.provider: the name/],
]

for (const [name, host, message] of refused) {
  test(`layoutOf() refuses ${JSON.stringify({ [name]: host })}`, (t) => {
    const error = t.throws(() => layoutOf(inventory({ [name]: host })), { instanceOf: EvenkeelError, message })
    t.is(error?.code, 'input')
    t.is(error?.where?.line, 1)
  })
}

test('layoutOf() refuses all hosts that cannot be booted, in one error', (t) => {
  const hosts = { web1: { address: '10.77.0.21' }, web2: { address: '10.77.0.21' }, web3: { address: '127.0.0.1' } }
  const error = t.throws(() => layoutOf(inventory(hosts)), { instanceOf: EvenkeelErrors })
  t.deepEqual(
    error?.errors.map(({ host }) => host),
    ['web2', 'web3'],
  )
})
