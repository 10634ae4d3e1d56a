import test from 'ava'
import { address } from '../../engine/resources/address.ts'
import { networkInterface } from '../../engine/resources/interface.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { route } from '../../engine/resources/route.ts'
import { Sh } from '../../engine/shell.ts'

const unitOf = (resource: Resource): string =>
  /put_boot_unit (\S+)/.exec(Sh.lines(resource.converge(null, resource.desired)).script)?.[1] ?? ''

for (const [one, other] of [
  [address({ address: 'fd00::1:1', interface: 'lo' }), address({ address: 'fd00:1::1', interface: 'lo' })],
  [address({ address: '10.0.0.1', interface: 'br_lan' }), address({ address: '10.0.0.1', interface: 'br-lan' })],
  [address({ address: '10.0.0.1', interface: 'a@b' }), address({ address: '10.0.0.1', interface: 'a_b' })],
  [networkInterface({ name: 'a@b' }), networkInterface({ name: 'a-b' })],
  [route({ to: 'fd00::1:0/112', via: 'fd00::9' }), route({ to: 'fd00:1::/112', via: 'fd00::9' })],
  [route({ to: 'default', via: 'fd00::9' }), route({ to: 'default', via: '10.0.0.9' })],
  [route({ to: 'default', via: 'fd00::9', metric: 5 }), route({ to: 'default', via: '10.0.0.9', metric: 5 })],
] as const)
  test(`${one.id} and ${other.id} have different boot units`, (t) => {
    t.not(unitOf(one), unitOf(other))
    for (const unit of [unitOf(one), unitOf(other)]) t.regex(unit, /^evenkeel-[A-Za-z0-9:_.-]+\.service$/)
  })

for (const [resource, name] of [
  [address({ address: '10.0.0.9', interface: 'lo' }), 'evenkeel-address-10.0.0.9-32-lo.service'],
  [address({ address: '10.0.0.9/24', interface: 'br-lan' }), 'evenkeel-address-10.0.0.9-24-br-lan.service'],
  [route({ to: '10.1.0.0/16', via: '10.0.0.1', metric: 60 }), 'evenkeel-route-10.1.0.0-16-metric-60.service'],
  [networkInterface({ name: 'tunl0' }), 'evenkeel-interface-tunl0.service'],
] as const)
  test(`the boot unit of ${resource.id} is named as in earlier releases`, (t) => {
    t.is(unitOf(resource), name)
    t.notRegex(resource.probe.script, / '/)
  })
