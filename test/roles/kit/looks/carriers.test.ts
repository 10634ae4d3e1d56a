import test from 'ava'
import { carriersOf, macsOf } from '../../../../roles/kit/looks/carriers.ts'
import { fixture } from '../../fixture.ts'

for (const [what, address, output, carriers] of [
  ['the holder', '10.77.0.100', 'good-lb1.txt', [{ interface: 'vec0', mac: '02:00:00:00:00:11' }]],
  ['the other director', '10.77.0.100', 'good-lb2.txt', []],
  ['a real server', '10.77.0.100', 'loud-web2.txt', [{ interface: 'lo', mac: undefined }]],
  ['an address that begins alike', '10.77.0.1', 'good-lb1.txt', []],
  ['IPv6', 'fe80::ff:fe00:11', 'good-lb1.txt', [{ interface: 'vec0', mac: '02:00:00:00:00:11' }]],
] as const) {
  test(`carriersOf() finds the interfaces of ${what}`, (t) => {
    t.deepEqual(carriersOf(address, fixture(output)), [...carriers])
  })
}

test('macsOf() leaves the loopback out', (t) => {
  t.deepEqual([...macsOf(fixture('good-lb1.txt'))], [['vec0', '02:00:00:00:00:11']])
})
