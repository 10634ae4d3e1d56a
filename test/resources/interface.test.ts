import test from 'ava'
import { networkInterface } from '../../engine/resources/interface.ts'
import type { Json } from '../../engine/resources/resource.ts'

const tunnel = networkInterface({ name: 'tunl0', mtu: 1480 })
const anyMtu = networkInterface({ name: 'tunl0' })
const SHA = 'a'.repeat(64)

// What the probe printed on a Debian 12 host with Linux 6.1.
for (const [title, resource, output, state] of [
  ['an absent interface', tunnel, '', null],
  ['an interface that is down', tunnel, 'live down 1480\n', { live: 'down mtu 1480', persisted: null }],
  [
    'an interface that comes up at boot too',
    tunnel,
    `live up 1480\nunit ${SHA} 379\n`,
    { live: 'up mtu 1480', persisted: { sha256: SHA, size: 379 } },
  ],
  ['an interface of any MTU', anyMtu, 'live up 1430\n', { live: 'up', persisted: null }],
] as const) {
  test(`networkInterface() reads ${title}`, (t) => t.deepEqual(resource.parse(output), { state }))
}

const described = tunnel.desired
const found = { live: 'down mtu 1476', persisted: null }

for (const [title, from, to, script] of [
  ['comes up', null, described, 'at_boot || set_interface tunl0 up mtu 1480'],
  ['goes back down, with the MTU that it had', described, found, 'set_interface tunl0 down mtu 1476'],
  ['goes down if its module brought it', described, null, 'remove_interface tunl0'],
] as readonly (readonly [string, Json, Json, string])[]) {
  test(`networkInterface() ${title}`, (t) => {
    t.true(
      tunnel
        .converge(from, to)
        .map((step) => step.script)
        .includes(script),
    )
  })
}

test('networkInterface() accepts an interface that is down for an absent one, unless it comes up at boot', (t) => {
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

test('networkInterface() refuses a name that looks like an option', (t) => {
  t.throws(() => networkInterface({ name: '-h' }), { code: 'input' })
})
