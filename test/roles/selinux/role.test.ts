import test from 'ava'
import role, { judgeBoolean } from '../../../roles/selinux/role.ts'
import { selinuxVars } from '../../../roles/selinux/vars.ts'
import { lookResult } from '../fixture.ts'
import { contextOf, lb1 } from '../hosts.ts'

test('selinux sets the booleans that are named', (t) => {
  const vars = selinuxVars.parse({ booleans: { haproxy_connect_any: true, httpd_can_network_connect: false } })
  t.deepEqual(
    role.resources(contextOf(vars, lb1, [lb1])).map(({ id, desired }) => [id, desired]),
    [
      ['selinux_boolean:haproxy_connect_any', { live: 'on', lasting: 'on' }],
      ['selinux_boolean:httpd_can_network_connect', { live: 'off', lasting: 'off' }],
    ],
  )
})

for (const [what, vars, message] of [
  ['an unknown key', { bools: {}, booleans: {} }, /bools/],
  ['a name that is none', { booleans: { 'a; b': true } }, /name of a boolean/],
  ['a value that is none', { booleans: { haproxy_connect_any: 'on' } }, /boolean/],
] as const) {
  test(`selinuxVars refuses ${what}`, (t) => {
    const found = JSON.stringify(selinuxVars.safeParse(vars).error?.issues ?? [])
    t.regex(found, message)
  })
}

for (const [said, status, holds] of [
  ['haproxy_connect_any --> on', 0, true],
  ['haproxy_connect_any --> off', 0, false],
  ['no SELinux', 0, true],
  ['Error getting active value for haproxy_connect_any', 1, false],
] as const) {
  test(`judgeBoolean() sees ${said}`, (t) => {
    t.deepEqual(judgeBoolean('on', lookResult('lb1', `${said}\n`, status)), { holds, saw: said })
  })
}
