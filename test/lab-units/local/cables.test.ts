import test from 'ava'
import { bridgeOf, cablesOf } from '../../../lab/local/cables.ts'

test('cablesOf() gives each address a tap, and each subnet one bridge', (t) => {
  const addresses = [
    { address: '10.77.0.11', prefix: 24 },
    { address: '10.78.0.11', prefix: 25 },
  ]
  t.deepEqual(
    cablesOf({ position: 3, addresses }).map(({ device, tap, bridge, mac }) => [device, tap, bridge, mac]),
    [
      ['vec0', 'tap3-0', 'br0a4d0000-24', '02:00:0a:4d:00:0b'],
      ['vec1', 'tap3-1', 'br0a4e0000-25', '02:00:0a:4e:00:0b'],
    ],
  )
})

test('bridgeOf() is one for a subnet, and fits the name of an interface', (t) => {
  t.is(bridgeOf({ address: '223.255.255.254', prefix: 24 }), bridgeOf({ address: '223.255.255.0', prefix: 24 }))
  t.true(bridgeOf({ address: '223.255.255.254', prefix: 24 }).length <= 15)
})
