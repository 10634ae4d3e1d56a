import test from 'ava'
import { networkInterface } from '../../engine/resources/interface.ts'
import type { Json } from '../../engine/resources/resource.ts'
import { sh } from '../../engine/shell.ts'
import { Scratch, shells } from './scratch.ts'

const tunnel = networkInterface({ name: 'tunl0', mtu: 1480 })
const anyMtu = networkInterface({ name: 'tunl0' })
const SHA = 'a'.repeat(64)

// What the probe printed on a Debian 12 host with Linux 6.1.
for (const [what, resource, output, state] of [
  ['one that is not there', tunnel, '', null],
  ['one that is down', tunnel, 'live down 1480\n', { live: 'down mtu 1480', persisted: null }],
  [
    'one that stays up',
    tunnel,
    `live up 1480\nunit ${SHA} 379\n`,
    { live: 'up mtu 1480', persisted: { sha256: SHA, size: 379 } },
  ],
  ['one of any MTU', anyMtu, 'live up 1430\n', { live: 'up', persisted: null }],
] as const) {
  test(`networkInterface() reads ${what}`, (t) => t.deepEqual(resource.parse(output), { state }))
}

const described = tunnel.desired
const found = { live: 'down mtu 1476', persisted: null }

for (const [what, from, to, script] of [
  ['comes up', null, described, 'at_boot || ip link set dev tunl0 up mtu 1480'],
  ['goes back down, with the MTU that it had', described, found, 'ip link set dev tunl0 down mtu 1476'],
  ['goes down where it came with its module', described, null, 'remove_interface tunl0'],
] as readonly (readonly [string, Json, Json, string])[]) {
  test(`networkInterface() ${what}`, (t) => {
    t.true(
      tunnel
        .converge(from, to)
        .map((step) => step.script)
        .includes(script),
    )
  })
}

test('networkInterface() takes one that is down for one that went with its module, and not one that comes up at boot', (t) => {
  t.true(tunnel.holds(found, null))
  t.true(tunnel.holds(null, found))
  t.false(tunnel.holds(null, { live: 'up mtu 1480', persisted: null }))
  t.false(tunnel.holds(null, { live: 'down mtu 1480', persisted: { sha256: SHA, size: 1 } }))
})

test('networkInterface() comes up at boot after the modules', (t) => {
  const [, put] = tunnel.converge(null, described)
  const unit = put?.blobs[0]?.text?.reveal() ?? ''
  t.regex(unit, /^After=.*systemd-modules-load\.service/m)
  t.regex(unit, /do ip link set dev tunl0 up mtu 1480 && exit 0/)
})

for (const shell of shells) {
  test(`networkInterface() asks this machine for its own, and goes on without another, under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    t.regex(host.run(sh`read_interface lo`, '-eu').output, /^live (up|down) \d+\n$/)
    t.deepEqual(host.run(sh`read_interface none0; remove_interface none0`, '-eu'), { status: 0, output: '' })
  })
}

test('networkInterface() refuses a name that is an option', (t) => {
  t.throws(() => networkInterface({ name: '-h' }), { code: 'input' })
})
