import test from 'ava'
import type { Json } from '../../engine/resources/resource.ts'
import { familyOf } from '../../engine/resources/sysctl/family.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { Sh } from '../../engine/shell.ts'

const forward = sysctl({ name: 'net.ipv4.ip_forward', value: 1 })
const family = { 'net.ipv4.conf.default.forwarding': '0', 'net.ipv4.conf.eth0/100.forwarding': '1' }

test('sysctl() reads a family, with the dot of an interface', (t) => {
  const output =
    'live 0\nalso /proc/sys/net/ipv4/conf/default/forwarding 0\nalso /proc/sys/net/ipv4/conf/eth0.100/forwarding 1\n'
  t.deepEqual(forward.parse(output), { state: { live: '0', persisted: null, family } })
})

test('sysctl() holds a family that it has moved, and no other', (t) => {
  const found = { live: '0', persisted: null, family }
  t.true(forward.holds(found, { ...found }))
  t.true(forward.holds(found, { ...found, family: { 'net.ipv4.conf.default.forwarding': '0' } }), 'it may be gone')
  t.false(forward.holds(found, { ...found, family: { ...family, 'net.ipv4.conf.default.forwarding': '1' } }))
  t.false(forward.holds(found, { ...found, family: { ...family, 'net.ipv4.conf.eth1.forwarding': '1' } }))
  t.true(forward.holds({ live: '0', persisted: null }, found), 'a record of an earlier release')
  const asDescribed = { ...found, live: '1' }
  t.true(forward.holds(asDescribed, { ...asDescribed, family: {} }))
  t.true(forward.holds(forward.desired, { live: '1', persisted: '1', family }))
})

test('sysctl() restores no family that it has not moved', (t) => {
  const found = { live: '1', persisted: null, family }
  const script = (from: Json, to: Json) => Sh.lines(forward.converge(from, to)).script
  t.notRegex(script({ live: '1', persisted: '1' }, found), /restore_sysctl/)
  t.regex(script({ live: '0', persisted: '1' }, found), /restore_sysctl \/proc\/sys\/net\/ipv4\/ip_forward 1 /)
})

test('sysctl() writes a file that sorts before those of its family, and removes that of an earlier release', (t) => {
  const [written = '', removed = ''] = forward.converge(null, forward.desired).map(({ script }) => script)
  t.regex(written, /write_lines \/etc\/sysctl\.d\/99-zy-evenkeel-net\.ipv4\.ip_forward\.conf /)
  t.is(removed, "remove_file /etc/sysctl.d/99-zz-evenkeel-net.ipv4.ip_forward.conf never ''")
  const alone = sysctl({ name: 'net.ipv4.conf.eth0.forwarding', value: 1 })
  t.regex(Sh.lines(alone.converge(null, alone.desired)).script, /^write_lines \/etc\/sysctl\.d\/99-zz-[^\n]*\nif /)
})

test('sysctl() says in the plan what moves along', (t) => {
  t.deepEqual(forward.notes(''), [
    'the kernel also writes net.ipv4.conf.*.forwarding, net.ipv4.conf.all.accept_redirects; undo restores them',
  ])
  t.deepEqual(sysctl({ name: 'net.ipv4.conf.all.rp_filter', value: 1 }).notes(''), [])
})

for (const [name, members] of [
  ['net/ipv4/conf/default/forwarding', []],
  ['net/ipv4/conf/default/arp_ignore', ['net/ipv4/conf/*/arp_ignore']],
  ['net/ipv4/conf/eth0/forwarding', []],
  ['net/ipv6/conf/all/forwarding', ['net/ipv6/conf/*/forwarding']],
  ['net/ipv6/conf/all/accept_ra', []],
  ['net/ipv6/conf/default/disable_ipv6', []],
  ['net/ipv6/conf/default/stable_secret', ['net/ipv6/conf/*/addr_gen_mode']],
  ['net/ipv4/neigh/eth0/unres_qlen', ['net/ipv4/neigh/eth0/unres_qlen_bytes']],
  ['net/ipv4/neigh/default/gc_stale_time', ['net/ipv4/neigh/*/gc_stale_time']],
  ['vm/dirty_ratio', ['vm/dirty_bytes']],
  ['kernel/nmi_watchdog', ['kernel/watchdog', 'kernel/soft_watchdog']],
] as const) {
  test(`familyOf() is ${members.join(', ') || 'empty'} for ${name}`, (t) => t.deepEqual(familyOf(name), members))
}
