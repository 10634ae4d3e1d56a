import test from 'ava'
import { nonlocalBind } from '../../../../roles/kit/vip/nonlocal-bind.ts'
import { facts, host } from '../../hosts.ts'

const lb1 = host('lb1', '10.77.0.11')
const holder = {
  ...lb1,
  facts: facts('10.77.0.11', { interfaces: [{ name: 'vec0', addresses: ['10.77.0.11/24', '10.77.0.100/32'] }] }),
}

for (const [what, addresses, ids] of [
  ['a virtual address', ['10.77.0.100'], ['sysctl:net.ipv4.ip_nonlocal_bind']],
  ['one of IPv6', ['fd00::100'], ['sysctl:net.ipv6.ip_nonlocal_bind']],
  ["the host's own, loopback and all addresses", ['10.77.0.11', '127.0.0.1', '::1', '0.0.0.0', undefined], []],
] as const) {
  test(`nonlocalBind() of ${what}`, (t) => {
    t.deepEqual(
      nonlocalBind(addresses, lb1).map((one) => one.id),
      [...ids],
    )
  })
}

test('nonlocalBind() is the same on the holder of the address', (t) => {
  t.is(nonlocalBind(['10.77.0.100'], holder).length, 1)
})
