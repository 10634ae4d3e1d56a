import test from 'ava'
import { addressesIn, interfaceAddress, machineAddresses, macOf, netmaskOf, networkOf } from '../../lab/ipv4.ts'

for (const [text, expected] of [
  ['10.78.0.11/24', { address: '10.78.0.11', prefix: 24 }],
  ['10.78.0.11', { address: '10.78.0.11', prefix: 24 }],
  ['192.168.255.254/30', { address: '192.168.255.254', prefix: 30 }],
  ['10.78.0.256/24', undefined],
  ['10.78.0.11/31', undefined],
  ['10.78.0.11/', undefined],
  ['10.78.0.11/24/1', undefined],
  ['fd00::1/64', undefined],
  ['web1', undefined],
] as const) {
  test(`interfaceAddress() reads ${text}`, (t) => t.deepEqual(interfaceAddress(text), expected))
}

for (const [address, prefix, network] of [
  ['10.77.0.11', 24, '10.77.0.0'],
  ['10.77.3.200', 22, '10.77.0.0'],
  ['223.255.255.254', 30, '223.255.255.252'],
] as const) {
  test(`networkOf() finds the subnet of ${address}/${prefix}`, (t) => t.is(networkOf({ address, prefix }), network))
}

test('machineAddresses() returns the lowest address, then the others from the top', (t) => {
  t.deepEqual(
    [...machineAddresses('10.0.0.8', 29)],
    ['10.0.0.9', '10.0.0.14', '10.0.0.13', '10.0.0.12', '10.0.0.11', '10.0.0.10'],
  )
})

test('macOf() makes a locally administered unicast address', (t) => {
  t.is(macOf('10.77.0.31'), '02:00:0a:4d:00:1f')
})

test('addressesIn() finds addresses at any depth, and no version numbers', (t) => {
  const value = { vip: '10.77.0.1', more: [{ gateway: '10.77.0.254/24', version: '1.2.3.4.5', port: 80 }] }
  t.deepEqual(addressesIn(value), ['10.77.0.1', '10.77.0.254'])
})

for (const [prefix, netmask] of [
  [8, '255.0.0.0'],
  [24, '255.255.255.0'],
  [30, '255.255.255.252'],
] as const) {
  test(`netmaskOf() writes a prefix of ${prefix}`, (t) => t.is(netmaskOf({ address: '10.0.0.1', prefix }), netmask))
}
