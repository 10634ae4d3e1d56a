import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { parse } from 'yaml'
import { INVENTORY } from '../description/scene.ts'
import { complaints, open } from '../support/editor.ts'
import { type Validate, validatorOf } from '../support/json-schema.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const KINDS = { playbook: 'playbooks', inventory: 'inventory' } as const

const validators: Readonly<Record<keyof typeof KINDS, Promise<Validate>>> = {
  playbook: validatorOf('playbook'),
  inventory: validatorOf('inventory'),
}

/** The errors in a text by the schema of its kind. */
async function errorsIn(kind: keyof typeof KINDS, text: string): Promise<readonly string[]> {
  return (await validators[kind])(parse(text))
}

for (const [kind, folder] of Object.entries(KINDS) as [keyof typeof KINDS, string][])
  for (const path of globSync(`${folder}/*.yml`, { cwd: ROOT }).sort())
    test(`${path} names its schema for editors, and fits it`, async (t) => {
      const text = readFileSync(`${ROOT}${path}`, 'utf8')
      t.is(text.split('\n')[0], `# yaml-language-server: $schema=${kind}.schema.json`)
      t.deepEqual(await errorsIn(kind, text), [], basename(path))
    })

for (const path of ['playbooks/shop.yml', 'inventory/shop.yml'])
  test(`an editor finds the schema of ${path}, and its mistakes`, async (t) => {
    const text = readFileSync(`${ROOT}${path}`, 'utf8')
    t.deepEqual(await complaints(open(`${ROOT}${path}`, text)), [])
    const wrong = await complaints(open(`${ROOT}${path}`, text.replace(/^( *)hosts:/m, '$1hots:')))
    t.true(wrong.some((one) => one.startsWith('hots:') && one.includes('not allowed')))
  })

/** A playbook with one role in YAML's flow style. */
const role = (name: string, vars: string) =>
  `{ name: x, plays: [{ hosts: web, roles: [{ role: ${name}, vars: ${vars} }] }] }`
const task = (written: string) => `{ name: x, plays: [{ hosts: web, tasks: [${written}] }] }`

/** Documents without an error. */
const ACCEPTED: readonly (readonly [kind: keyof typeof KINDS, text: string])[] = [
  ['inventory', INVENTORY],
  [
    'inventory',
    'all: { hosts: { web1: { ansible_host: 192.0.2.1, ansible_port: "2222", ansible_become: yes, weight: 2 } } }',
  ],
  ['inventory', 'web: { hosts: { "web[01:10]": } }'],
  ['inventory', 'web:'],
  ['playbook', role('own_role', '{ whatever: [1] }')],
  ['playbook', '{ name: x, plays: [{ hosts: web, serial: 30%, roles: [nginx] }] }'],
  ['playbook', role('real_server', '{ vip: "${vip}", mode: "${mode}" }')],
  ['playbook', task('file: { path: /etc/motd, content: "${secret:motd}" }')],
]

for (const [kind, text] of ACCEPTED)
  test(`the schema of ${kind} accepts ${text.trim()}`, async (t) => t.deepEqual(await errorsIn(kind, text), []))

/** Documents, and the place and the message of the error. */
const MISTAKES: readonly (readonly [kind: keyof typeof KINDS, text: string, error: RegExp])[] = [
  ['playbook', 'plays: [{ hosts: web }]', /required property 'name'/],
  ['playbook', '{ name: x, plays: [] }', /^\/plays must NOT have fewer than 1 items/],
  [
    'playbook',
    '{ name: x, plays: [{ hosts: web, rolls: [] }] }',
    /^\/plays\/0 must NOT have additional properties rolls/,
  ],
  ['playbook', '{ name: x, plays: [{ hosts: web, serial: 0 }] }', /^\/plays\/0\/serial/],
  ['playbook', '{ name: x, plays: [{ hosts: web, allow: { 17: "" } }] }', /^\/plays\/0\/allow/],
  [
    'playbook',
    role('keepalived', '{ instances: [{ name: web, vip: 10.0.0.1, router_id: 999 }] }'),
    /router_id must be <= 255/,
  ],
  ['playbook', role('haproxy', '{ backend: [] }'), /vars must NOT have additional properties backend/],
  [
    'playbook',
    role('real_server', '{ vip: 10.0.0.1, mode: drr }'),
    /vars\/mode must be equal to one of the allowed values/,
  ],
  ['playbook', task('fil: { path: /x }'), /tasks\/0 must NOT have additional properties fil/],
  ['playbook', task('file: { path: /x, contents: y }'), /file must NOT have additional properties contents/],
  [
    'playbook',
    task('{ file: { path: /x }, link: { path: /y, target: /x } }'),
    /tasks\/0 must NOT have more than 1 properties/,
  ],
  ['inventory', 'all: { host: { web1: } }', /^\/all must NOT have additional properties host/],
  ['inventory', 'all: { hosts: [web1] }', /^\/all\/hosts must be object/],
  ['inventory', 'all: { hosts: { web1: { port: 99999 } } }', /^\/all\/hosts\/web1\/port must be <= 65535/],
  ['inventory', 'all: { hosts: { web1: { become: perhaps } } }', /^\/all\/hosts\/web1\/become/],
  ['inventory', 'web1: { ansible_host: 192.0.2.1 }', /^\/web1 must NOT have additional properties ansible_host/],
]

for (const [kind, text, error] of MISTAKES)
  test(`the schema of ${kind} shows the mistake in ${text}`, async (t) => {
    const errors = await errorsIn(kind, text)
    t.true(
      errors.some((one) => error.test(one)),
      errors.join('\n'),
    )
  })
