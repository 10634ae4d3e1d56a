import test from 'ava'
import { selinuxBoolean } from '../../engine/resources/selinux-boolean.ts'

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
