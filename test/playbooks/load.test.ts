import test from 'ava'
import { plain } from '../../engine/errors/document.ts'
import { Source } from '../../engine/errors/source.ts'
import { readPlaybook } from '../../playbooks/load.ts'

test('readPlaybook() reads plays, roles and tasks', (t) => {
  const text = `
name: Web
vars: { vip: 10.0.0.1 }
plays:
  - hosts: web
    serial: 30%
    roles: [nginx, { role: real_server, vars: { vip: "\${vip}" } }]
    tasks: [{ file: { path: /etc/motd } }]
  - { name: Second, hosts: db, roles: }
`
  const { playbook, problems } = readPlaybook(new Source('site.yml', text))
  const [first, second] = playbook.plays
  t.deepEqual(problems, [])
  t.is(playbook.name, 'Web')
  t.deepEqual(
    first?.roles.map(({ role, vars }) => [role, plain(vars)]),
    [
      ['nginx', {}],
      ['real_server', { vip: '${vip}' }],
    ],
  )
  t.deepEqual(
    first?.tasks.map(({ kind, spec }) => [kind, plain(spec)]),
    [['file', { path: '/etc/motd' }]],
  )
  t.deepEqual([first?.name, second?.name], ['web', 'Second'])
})

test('readPlaybook() returns all valid parts of a playbook with errors', (t) => {
  const text = 'nmae: x\nplays:\n  - { hosts: web, seial: 1, roles: [nginx, 3] }\n  - 5\n'
  const { playbook, problems } = readPlaybook(new Source('site.yml', text))
  t.deepEqual(
    playbook.plays.map((play) => play.roles.map(({ role }) => role)),
    [['nginx']],
  )
  t.deepEqual(new Set(problems.map(({ where }) => where?.line)), new Set([1, 3, 4]))
})
