import test from 'ava'
import { builtInRoles } from '../../../cli/description/built-in-roles.ts'
import type { FileSpec } from '../../../engine/resources/file.ts'
import role, { judgeNotice, sampleVars } from '../../../roles/sample/role.ts'
import { lookResult } from '../fixture.ts'
import { contextOf, lb1, lb2 } from '../hosts.ts'

const context = (vars: object) => contextOf(sampleVars.parse(vars), lb1, [lb1, lb2])
const notice = 'Managed by evenkeel: changes by hand are drift.\nHosts: lb1, lb2\n'

function textOf(vars: object): string | undefined {
  const [spec] = role.resources(context(vars)).map((one) => one.spec as FileSpec)
  return spec?.content?.text?.reveal()
}

for (const [what, vars, text] of [
  ['a default text and the members', {}, notice],
  ['its own text', { text: 'Ask ops first.\n', members: false }, 'Ask ops first.\n'],
  ['several lines', { text: 'One\ntwo' }, 'One\ntwo\nHosts: lb1, lb2\n'],
] as const) {
  test(`sample writes ${what}`, (t) => t.is(textOf(vars), text))
}

for (const [what, vars] of [
  ['an unknown key', { txt: 'x' }],
  ['an empty text', { text: '' }],
  ['control characters', { text: 'a\u001b[2J' }],
] as const) {
  test(`sampleVars refuses ${what}`, (t) => t.false(sampleVars.safeParse(vars).success))
}

test('checks() of sample look at the notice on the host', (t) => {
  const [check] = role.checks?.(context({})) ?? []
  t.is(check?.title, 'lb1 has its notice for logins')
  t.deepEqual(
    check?.looks.map(({ from, run }) => [from, run.script]),
    [['lb1', 'cat /etc/motd']],
  )
  t.true(check?.judge([lookResult('lb1', notice)]).holds)
})

for (const [what, result, holds, saw] of [
  [
    'the notice',
    lookResult('lb1', notice),
    true,
    '/etc/motd: Managed by evenkeel: changes by hand are drift. / Hosts: lb1, lb2',
  ],
  ['another text', lookResult('lb1', 'Welcome\n'), false, '/etc/motd: Welcome'],
  [
    'no file',
    lookResult('lb1', 'cat: /etc/motd: No such file or directory\n', 1),
    false,
    'cat: /etc/motd: No such file or directory',
  ],
  ['an empty file', lookResult('lb1', ''), false, '/etc/motd: empty'],
  [
    'a host that cannot be asked',
    { from: 'lb1', status: undefined, output: 'not connected to it' },
    false,
    'not connected to it',
  ],
] as const) {
  test(`judgeNotice() sees ${what}`, (t) => t.deepEqual(judgeNotice(notice, result), { holds, saw }))
}

test('sample is one of the roles that users can list', async (t) => {
  t.true((await builtInRoles()).includes('sample'))
})
