import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { builtInRoles } from '../../cli/description/built-in-roles.ts'
import { builtInRole } from '../../cli/description/find-role.ts'
import { assignmentOf, describe, Refusal } from './scene.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** A role with a warning of rule 21 on each host, and a refusal of rule 1 on web2. */
const roleWith = (rules: string) => `import { defineRole, z } from 'evenkeel'
export default defineRole({
  name: 'show',
  summary: 'Breaks two rules.',
  vars: z.strictObject({}),${rules}
  resources: () => [],
  lints: ({ host }) => [{ rule: 21, level: 'warn', message: 'the same' }, ...(host.name === 'web2' ? [{ rule: 1, level: 'refuse', message: 'only here' }] : [])],
})
`
const RULES = "\n  rules: [{ rule: 21, how: 'a' }, { rule: 1, how: 'b' }, { rule: 2, how: 'c' }],"
const scene = (play: string, rules = RULES) => ({
  'site.yml': `name: Shop\nplays:\n${play}\n`,
  'roles/show/role.ts': roleWith(rules),
})

test('allow beside a role overrules a refusal with its reason, and leaves other findings', async (t) => {
  const play = '  - hosts: real_servers\n    roles: [{ role: show, allow: { 1: "the vendor wants it" } }]'
  const { findings, remarks } = describe(await assignmentOf(t, scene(play)))
  t.deepEqual(findings, [
    { rule: 21, level: 'warn', message: 'the same', hosts: ['web1', 'web2'] },
    { rule: 1, level: 'refuse', message: 'only here', hosts: ['web2'], overruled: 'the vendor wants it' },
  ])
  t.deepEqual(remarks, [])
})

test('allow of a play holds for all its roles, and the reason of a role comes first', async (t) => {
  const play =
    '  - hosts: real_servers\n    allow: { 1: ours, 21: ours }\n    roles: [{ role: show, allow: { 21: its own } }]'
  const { findings } = describe(await assignmentOf(t, scene(play)))
  t.deepEqual(
    findings.map(({ rule, overruled }) => [rule, overruled]),
    [
      [21, 'its own'],
      [1, 'ours'],
    ],
  )
})

test('allow holds only where it is written', async (t) => {
  const play = `  - { hosts: real_servers, roles: [show] }
  - { hosts: web2, roles: [{ role: show, allow: { 1: why } }] }`
  const { findings } = describe(await assignmentOf(t, scene(play)))
  const refused = findings.filter(({ level }) => level === 'refuse').map(({ overruled }) => overruled)
  t.deepEqual(refused, [undefined, 'why'])
})

test('an overrule that nothing needs is a remark with its place', async (t) => {
  const play = '  - hosts: real_servers\n    roles: [{ role: show, allow: { 1: why, 2: why } }]'
  const { remarks = [] } = describe(await assignmentOf(t, scene(play)))
  t.is(remarks.length, 1)
  t.regex(remarks[0] ?? '', /^allow, .*site\.yml:4:\d+: nothing breaks rule 2, so this line can go$/)
  const limited = await assignmentOf(t, scene(play), { limit: 'web1' })
  t.deepEqual(describe(limited).remarks, [], 'web2, which was not asked, may need it')
})

for (const [title, play, expected] of [
  [
    'a number that is no rule of the role',
    '    roles: [{ role: show, allow: { 99: why } }]',
    'input site.yml:4:36 Cannot allow to break rule 99: it is no rule of the role show',
  ],
  [
    'a number that is no rule of any role of the play',
    '    allow: { 99: why }\n    roles: [show]',
    'input site.yml:4:14 Cannot allow to break rule 99: it is no rule of any role of this play',
  ],
  [
    'a rule of another role',
    '    roles: [show, { role: sample, allow: { 21: why } }]',
    'input site.yml:4:44 Cannot allow to break rule 21: it is no rule of the role sample',
  ],
  [
    'an empty reason',
    "    roles: [{ role: show, allow: { 1: '' } }]",
    'input site.yml:4:39 plays[0].roles[0].allow.1 must be the reason, as one line of text',
  ],
  [
    'a reason of blanks',
    "    allow: { 1: '  ' }\n    roles: [show]",
    'input site.yml:4:17 plays[0].allow.1 must be the reason, as one line of text',
  ],
  [
    'a word instead of a number',
    '    allow: { vrrp: why }\n    roles: [show]',
    'input site.yml:4:20 plays[0].allow.vrrp must be the number of a rule of docs/rules.md, such as 17',
  ],
  [
    'no reasons at all',
    '    allow: [1]\n    roles: [show]',
    'input site.yml:4:12 plays[0].allow must be a map: it is a list',
  ],
] as const) {
  test(`allow refuses ${title}`, async (t) => {
    const whole = `  - hosts: real_servers\n${play}`
    const thrown = await t.throwsAsync(assignmentOf(t, scene(whole)), { instanceOf: Refusal })
    t.deepEqual(thrown.problems, [expected])
  })
}

test('allow takes any number for a role of the user without a list of rules', async (t) => {
  const play = '  - hosts: real_servers\n    roles: [{ role: show, allow: { 1: why } }]'
  const { findings } = describe(await assignmentOf(t, scene(play, '')))
  t.is(findings.find(({ rule }) => rule === 1)?.overruled, 'why')
})

/** A file of roles/ and those that it imports from there. */
function importsOf(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found
  found.add(file)
  const names = [...readFileSync(join(ROOT, file), 'utf8').matchAll(/from '(\.[^']+\.ts)'/g)].map(
    ([, name = '']) => name,
  )
  for (const name of names.map((one) => join(dirname(file), one)).filter((one) => one.startsWith('roles/')))
    importsOf(name, found)
  return found
}

test('every built-in role lists all rules of its findings, so that each of them can be overruled', async (t) => {
  for (const name of await builtInRoles()) {
    const sources = [...importsOf(`roles/${name}/role.ts`)].map((file) => readFileSync(join(ROOT, file), 'utf8'))
    const calls = sources.flatMap((source) => [
      ...source.matchAll(/\b(?:refuse|warn)\(\s*(\d+)|\brule: (\d+),\s*level/g),
    ])
    const cited = new Set(calls.map(([, one, other]) => Number(one ?? other)))
    const listed = new Set(((await builtInRole(name)).role.rules ?? []).map(({ rule }) => rule))
    t.deepEqual(
      [...cited].filter((rule) => !listed.has(rule)),
      [],
      name,
    )
  }
})
