import test from 'ava'
import {
  endpoint,
  interfaceTowards,
  interfaceWith,
  isBroadcast,
  isNetwork,
  networkContains,
  ownAddressIn,
  parseAddress,
  withPrefix,
} from '../../../roles/kit/addresses.ts'
import { facts } from '../hosts.ts'

for (const [written, parsed] of [
  ['10.0.0.1', { address: '10.0.0.1', prefix: 32 }],
  ['10.0.0.1/24', { address: '10.0.0.1', prefix: 24 }],
  ['fd00::1/64', { address: 'fd00::1', prefix: 64 }],
  ['fd00::1', { address: 'fd00::1', prefix: 128 }],
  ['10.0.0.1/33', undefined],
  ['10.0.0.1/', undefined],
  ['10.0.0.1/24/8', undefined],
  ['10.0.0.256', undefined],
  ['web1', undefined],
] as const) {
  test(`parseAddress() reads ${written}`, (t) => t.deepEqual(parseAddress(written), parsed))
}

for (const [network, address, contained] of [
  ['10.77.0.11/24', '10.77.0.100', true],
  ['10.77.0.11/24', '10.77.1.100', false],
  ['10.77.0.100/32', '10.77.0.100', false],
  ['fd00::1/64', 'fd00::100', true],
  ['fd00::1/64', '10.77.0.100', false],
] as const) {
  test(`networkContains() of ${address} in ${network}`, (t) => t.is(networkContains(network, address), contained))
}

for (const [written, is] of [
  ['10.0.0.0/24', true],
  ['10.0.0.1/24', false],
  ['10.0.0.0/32', false],
  ['10.0.0.0', false],
  ['fd00::/64', true],
  ['fd00::1/64', false],
  ['0.0.0.0/0', true],
] as const) {
  test(`isNetwork() of ${written}`, (t) => t.is(isNetwork(written), is))
}

for (const [address, network, is] of [
  ['10.0.0.255', '10.0.0.1/24', true],
  ['10.0.0.255', '10.0.0.1/23', false],
  ['10.0.1.255', '10.0.0.1/23', true],
  ['10.0.0.1', '10.0.0.0/31', false],
  ['fd00::ffff', 'fd00::1/112', false],
] as const) {
  test(`isBroadcast() of ${address} in ${network}`, (t) => t.is(isBroadcast(address, network), is))
}

test('ownAddressIn() prefers an address with a network of its own', (t) => {
  const addresses = ['10.77.0.100/32', '10.77.0.11/24', '10.77.0.101/24', 'fd00::11/64']
  const here = facts('10.77.0.11', { interfaces: [{ name: 'vec0', addresses }] })
  t.is(ownAddressIn(here, '10.77.0.0/24'), '10.77.0.11')
  t.is(ownAddressIn(here, 'fd00::/64'), 'fd00::11')
  t.is(ownAddressIn(here, '10.78.0.0/24'), undefined)
})

test('interfaceTowards() and interfaceWith() skip lo', (t) => {
  const here = facts('10.77.0.11', { interfaces: [{ name: 'lo', addresses: ['127.0.0.1/8', '10.77.0.100/32'] }] })
  t.is(interfaceTowards(here, '127.0.0.2'), undefined)
  t.is(interfaceWith(here, '10.77.0.100'), undefined)
  t.is(interfaceTowards(facts('10.77.0.11'), '10.77.0.100')?.name, 'vec0')
  t.is(interfaceWith(facts('10.77.0.11'), '10.77.0.11')?.name, 'vec0')
})

test('endpoint() and withPrefix() take both families', (t) => {
  t.deepEqual([endpoint('10.0.0.1', 80), endpoint('fd00::1', 80)], ['10.0.0.1:80', '[fd00::1]:80'])
  t.deepEqual(['10.0.0.1', 'fd00::1', '10.0.0.1/24'].map(withPrefix), ['10.0.0.1/32', 'fd00::1/128', '10.0.0.1/24'])
})

const several = facts('10.9.0.1', {
  interfaces: [
    { name: 'wide', addresses: ['10.0.0.1/8', 'fe80::1/64'] },
    { name: 'vlan', addresses: ['10.1.0.1/24', 'fe80::2/64'] },
  ],
})

for (const [address, name] of [
  ['10.1.0.9', 'vlan'],
  ['10.2.0.9', 'wide'],
  ['192.0.2.1', undefined],
  ['fe80::9', undefined],
] as const) {
  test(`interfaceTowards() finds the smallest network of ${address}`, (t) =>
    t.is(interfaceTowards(several, address)?.name, name))
}
