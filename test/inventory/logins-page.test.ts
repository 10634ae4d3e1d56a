import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { loginSettings } from '../../engine/host/settings.ts'
import { SshConfig } from '../../engine/host/ssh-config.ts'
import { loadInventory } from '../../inventory/load.ts'
import { settingOf } from '../../inventory/login/keys.ts'
import { sceneOf } from '../description/scene.ts'

const PAGE = readFileSync(new URL('../../docs/logins.md', import.meta.url), 'utf8')

function block(language: string): string {
  const [, text = ''] = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(PAGE) ?? []
  return text
}

test('the inventory of docs/logins.md loads, with the logins that the page names', async (t) => {
  const folder = await sceneOf(t, { 'hosts.yml': block('yaml') })
  const { hosts } = await loadInventory(join(folder, 'hosts.yml'))
  t.deepEqual([...hosts.keys()], ['lb1', 'lb2', 'web1', 'web2', 'web3', 'gate'])
  t.deepEqual(hosts.get('web2')?.connection, { user: 'admin', become: true, jump: 'gate' })
  t.like(hosts.get('gate')?.connection, { port: 2222, identityFile: join(folder, 'keys/gate') })
})

test('the addresses inside the cluster of docs/logins.md load', async (t) => {
  const [, , text = ''] = PAGE.split('```yaml\n')
  const folder = await sceneOf(t, { 'hosts.yml': text.split('```')[0] ?? '' })
  const { hosts } = await loadInventory(join(folder, 'hosts.yml'))
  const written = [...hosts.values()].map(({ name, variables, problems }) => [name, variables.address, problems.length])
  t.deepEqual(written, [
    ['lb1', '10.0.0.0/24', 0],
    ['lb2', '10.0.0.0/24', 0],
    ['web1', '10.0.0.21', 0],
  ])
})

test('the ssh_config of docs/logins.md says what the page says', (t) => {
  const settings = loginSettings({ name: 'web1', address: 'web1' }, SshConfig.parse(block('ssh-config')))
  t.like(settings, { user: 'admin', jumps: ['admin@bastion.example.org'], identitiesOnly: true, timeout: 30_000 })
})

test('docs/logins.md lists all keys of a login, with their other names', (t) => {
  const rows = [...PAGE.matchAll(/^\| `(\w+)` \| .*? \| ?(.*?) ?\|$/gm)]
  const named = new Set(
    rows.flatMap(([, key = '', others = '']) => [key, ...[...others.matchAll(/`(\w+)`/g)].map(([, one = '']) => one)]),
  )
  for (const key of ['host', 'port', 'user', 'identity_file', 'jump', 'become', 'become_method'])
    t.true(named.has(key), key)
  for (const key of named)
    if (!['address', 'evenkeel_address', 'ansible_ssh_common_args'].includes(key))
      t.not(settingOf(key, true), undefined, key)
})
