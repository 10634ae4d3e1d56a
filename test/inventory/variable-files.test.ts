import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { type InventoryOptions, loadInventory } from '../../inventory/load.ts'
import { unvaulted } from '../../inventory/secrets/ansible-vault.ts'
import { type Files, problemsOf, sceneOf } from '../description/scene.ts'

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url))
const FOLDERS = join(FIXTURES, 'variable-files')
const VAULTED = readFileSync(join(FIXTURES, 'vaulted.yml'), 'utf8')

/** The variables of all hosts as `ansible-inventory --list` of core 2.14 prints them. */
function printed(name: string): unknown {
  const { _meta } = JSON.parse(readFileSync(join(FOLDERS, name), 'utf8')) as { _meta: { hostvars: unknown } }
  return _meta.hostvars
}

function variablesOf({ hosts }: Inventory): Record<string, unknown> {
  const entries = [...hosts.values()].map(({ name, variables }) => {
    const { ansible_group_priority: _, ...others } = variables
    return [name, others]
  })
  return Object.fromEntries(entries)
}

test('loadInventory() ranks group_vars and host_vars beside the inventory as Ansible does', async (t) => {
  const inventory = await loadInventory(join(FOLDERS, 'hosts.yml'))
  t.deepEqual(variablesOf(inventory), printed('without-site.json'))
})

test('loadInventory() ranks those beside the playbook above them, as Ansible does', async (t) => {
  const inventory = await loadInventory(join(FOLDERS, 'hosts.yml'), { playbookFolder: join(FOLDERS, 'site') })
  t.deepEqual(variablesOf(inventory), printed('with-site.json'))
})

test('loadInventory() reads the folders once if the playbook is beside the inventory', async (t) => {
  const inventory = await loadInventory(join(FOLDERS, 'hosts.yml'), { playbookFolder: FOLDERS })
  t.deepEqual(variablesOf(inventory), printed('without-site.json'))
})

test('loadInventory() reads the folders beside an inventory that is a program', async (t) => {
  const list = '{"_meta": {"hostvars": {"web1": {"size": 1}}}, "web": ["web1"]}'
  const files = {
    'list.sh': `#!/bin/sh\necho '${list}'\n`,
    'group_vars/web': 'color: blue',
    'host_vars/web1': 'size: 2',
  }
  const folder = await sceneOf(t, files)
  t.deepEqual(variablesOf(await loadInventory(join(folder, 'list.sh'))), { web1: { size: 2, color: 'blue' } })
})

test('loadInventory() reads how to log in from the folders, with key files relative to the inventory', async (t) => {
  const folder = await sceneOf(t, {
    'hosts.yml': 'web: { hosts: { web1: , web2: } }',
    'group_vars/web.yml': 'ansible_user: admin\nansible_ssh_private_key_file: keys/id\n',
    'host_vars/web2.yml': 'ansible_host: 192.0.2.2\n',
  })
  const { hosts } = await loadInventory(join(folder, 'hosts.yml'))
  const identityFile = join(folder, 'keys/id')
  t.deepEqual(hosts.get('web1')?.connection, { user: 'admin', identityFile })
  t.deepEqual(hosts.get('web2')?.connection, { user: 'admin', identityFile, address: '192.0.2.2' })
})

async function problemsIn(t: ExecutionContext, files: Files, options: InventoryOptions = {}) {
  const folder = await sceneOf(t, files)
  return problemsOf(await t.throwsAsync(loadInventory(join(folder, 'inventory.yml'), options)), folder)
}

test('loadInventory() reports the errors of all files with their places', async (t) => {
  const problems = await problemsIn(t, {
    'group_vars/directors.yml': '- a\n',
    'group_vars/real_servers/one.yml': 'a: 1\na: 2\n',
    'host_vars/web1': 'just text',
    'host_vars/web2.json': '{"port": "x"}',
  })
  t.deepEqual(problems, [
    'input group_vars/directors.yml:1:1 Variables must be a map: it is a list',
    'input group_vars/real_servers/one.yml:2:1 This key occurs twice in the same map',
    'input host_vars/web1:1:1 Variables must be a map: it is text',
    'input host_vars/web2.json:1:10 port cannot be "x": a number from 1 to 65535 is needed',
  ])
})

test('loadInventory() refuses a file in the place of the folder', async (t) => {
  t.deepEqual(await problemsIn(t, { group_vars: 'a: 1\n' }), [
    'input Cannot read the folder group_vars: a part of its path is not a folder',
  ])
})

const open = async (text: string, password = 'sesame') => {
  const result = unvaulted(text, password)
  if ('why' in result) throw new EvenkeelError('input', `Cannot open this file: ${result.why}`)
  return result.text
}

test('loadInventory() opens a file that the vault has encrypted as a whole', async (t) => {
  const folder = await sceneOf(t, { 'group_vars/all/vault.yml': VAULTED, 'group_vars/all/vars.yml': 'x: 1\n' })
  const path = join(folder, 'inventory.yml')
  const { hosts } = await loadInventory(path, { openVault: open })
  t.like(hosts.get('web1')?.variables, { vault_port: 3306, x: 1 })
  t.is((await loadInventory(path)).hosts.get('web1')?.variables.vault_port, undefined)
})

test('loadInventory() refuses a vaulted file that cannot be opened, without its text', async (t) => {
  const wrong = (text: string) => open(text, 'another')
  t.deepEqual(await problemsIn(t, { 'group_vars/all.yml': VAULTED }, { openVault: wrong }), [
    'input group_vars/all.yml:1:1 Cannot open this file: wrong password',
  ])
})

test('loadInventory() refuses to read from a vaulted file how to log in, and does not show it', async (t) => {
  const openVault = async () => 'ansible_user: hunter2-of-the-vault\n'
  const folder = await sceneOf(t, { 'group_vars/all.yml': VAULTED })
  const { hosts } = await loadInventory(join(folder, 'inventory.yml'), { openVault })
  const [problem] = hosts.get('web1')?.problems ?? []
  t.regex(problem?.message ?? '', /ansible_user cannot be a value of the vault/)
  t.false(JSON.stringify({ ...problem, message: problem?.message }).includes('hunter2'))
})

test('loadInventory() remarks files that no group or host reads', async (t) => {
  const folder = await sceneOf(t, {
    'group_vars/real_server.yml': 'a: 1\n',
    'group_vars/web1.yml': 'a: 1\n',
    'group_vars/real_servers.yml': 'a: 1\n',
    'group_vars/all/x.yml': 'a: 1\n',
    'group_vars/ungrouped.yml': 'a: 1\n',
    'group_vars/README.md': 'text',
    'group_vars/.hidden.yml': 'a: 1\n',
    'host_vars/elsewhere': 'a: 1\n',
    'host_vars/web2.yml~': 'a: 1\n',
  })
  const { hosts } = await loadInventory(join(folder, 'inventory.yml'))
  const why = (kind: string) => `not read, as no ${kind} of the inventory has that name`
  t.deepEqual(hosts.get('web1')?.remarks, [
    `${folder}/group_vars: ${why('group')}: real_server.yml (did you mean real_servers?), web1.yml (web1 is a host)`,
    `${folder}/host_vars: ${why('host')}: elsewhere`,
  ])
})

test('loadInventory() remarks an order of groups that comes too late', async (t) => {
  const folder = await sceneOf(t, { 'group_vars/real_servers.yml': 'a: 1\nansible_group_priority: 10\n' })
  const { hosts } = await loadInventory(join(folder, 'inventory.yml'))
  t.deepEqual(hosts.get('web1')?.remarks, [
    `${folder}/group_vars/real_servers.yml:2:1: ansible_group_priority has no effect in group_vars, as with Ansible: write it into the inventory`,
  ])
})
