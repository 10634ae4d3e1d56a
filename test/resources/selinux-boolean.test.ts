import test from 'ava'
import { selinuxBoolean } from '../../engine/resources/selinux-boolean.ts'
import { sh } from '../../engine/shell.ts'
import { Scratch, shells } from './scratch.ts'

const described = selinuxBoolean({ name: 'haproxy_connect_any' })
const scripts = (to: object) => described.converge(described.desired, to as never).map(String)

test('selinuxBoolean() reads getsebool and the policy store', (t) => {
  t.deepEqual(described.parse('no SELinux\n'), { state: { noSelinux: true } })
  t.deepEqual(described.parse('live off\n'), { state: { live: 'off', lasting: null } })
  t.deepEqual(described.parse('live on\nlasting on\n'), { state: { live: 'on', lasting: 'on' } })
  t.deepEqual(described.parse('missing\n'), { notYet: "SELinux's policy has no haproxy_connect_any (yet)" })
})

test('selinuxBoolean() holds on a host without SELinux', (t) => {
  t.true(described.holds(described.desired, { noSelinux: true }))
  t.true(described.holds({ noSelinux: true }, { noSelinux: true }))
  t.false(described.holds(described.desired, { live: 'on', lasting: null }))
  t.deepEqual(scripts({ noSelinux: true }), [])
})

test('selinuxBoolean() sets a value, and restores a set or unset one', (t) => {
  t.deepEqual(scripts({ live: 'on', lasting: 'on' }), ['setsebool -P haproxy_connect_any on'])
  t.deepEqual(scripts({ live: 'off', lasting: null }), ['forget_selinux_boolean haproxy_connect_any off'])
  t.deepEqual(scripts({ live: 'off', lasting: 'on' }), [
    'setsebool -P haproxy_connect_any on',
    'setsebool haproxy_connect_any off',
  ])
  t.true(described.holds({ live: 'off', lasting: null }, { live: 'off', lasting: 'off' }))
})

for (const shell of shells) {
  test(`selinuxBoolean() reads that the kernel has no SELinux under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    t.deepEqual(host.state(described), { noSelinux: true })
  })

  test(`forget_selinux_boolean uses semanage if the host has it under ${shell.join(' ')}`, (t) => {
    using host = new Scratch(shell)
    const tools = sh`semanage() { echo "semanage $*"; }\nsetsebool() { echo "setsebool $*"; }`
    const forget = sh`forget_selinux_boolean haproxy_connect_any off`
    t.is(
      host.run(sh`${tools}\nhas() { true; }\n${forget}`, '-eu').output,
      'semanage boolean -d haproxy_connect_any\nsetsebool haproxy_connect_any off\n',
    )
    t.is(host.run(sh`${tools}\nhas() { false; }\n${forget}`, '-eu').output, 'setsebool -P haproxy_connect_any off\n')
  })
}
