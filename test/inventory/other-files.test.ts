import { join } from 'node:path'
import test from 'ava'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { loadInventory } from '../../inventory/load.ts'
import { loadPlaybook } from '../../playbooks/load.ts'
import { sceneOf } from '../description/scene.ts'

for (const [title, load, text, message] of [
  ['a playbook', loadInventory, 'name: x\nplays: [{ hosts: all, roles: [nginx] }]\n', /looks like a playbook/],
  ['a playbook of Ansible', loadInventory, '- hosts: all\n  tasks: []\n', /looks like a playbook/],
  ['an inventory', loadPlaybook, 'web: { hosts: { web1: } }\n', /looks like an inventory/],
  ['an inventory of groups', loadPlaybook, 'all: { children: { web: } }\n', /looks like an inventory/],
  ['a playbook of Ansible', loadPlaybook, '- hosts: all\n  tasks: []\n', /is a playbook of Ansible/],
  ['a list', loadPlaybook, '- a\n', /this is a list/],
] as const) {
  test(`${load.name}() says what ${title} is`, async (t) => {
    const folder = await sceneOf(t, { 'given.yml': text })
    const error = await t.throwsAsync<EvenkeelError>(load(join(folder, 'given.yml')))
    t.regex(error?.message ?? '', message)
    t.is(error?.where?.line, 1)
    t.truthy(error?.hint)
  })
}

test('loadInventory() says what to write for a list of hosts', async (t) => {
  const error = await t.throwsAsync<EvenkeelError>(loadInventory('web1,web2,'))
  t.regex(error?.message ?? '', /a list of hosts is no inventory/)
  t.regex(error?.hint ?? '', /all: \{ hosts: \{ web1: , web2: {2}\} \}/)
})
