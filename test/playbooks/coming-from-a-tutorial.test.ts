import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { loadAssignment } from '../../cli/description/assignment.ts'
import { Secret } from '../../engine/secrets.ts'
import { NOTHING_OPENED } from '../../playbooks/opened-secrets.ts'
import { sceneOf } from '../description/scene.ts'
import { facts } from '../roles/hosts.ts'

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')
const PAGE = read('coming-from-a-tutorial.md')

const blocks = [...PAGE.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
const [inventory = '', ...playbooks] = blocks

const ADDRESSES: Readonly<Record<string, string>> = {
  lb1: '192.0.2.11',
  lb2: '192.0.2.12',
  web1: '192.0.2.21',
  web2: '192.0.2.22',
  client1: '192.0.2.31',
}

test('the page has an inventory and two playbooks', (t) => t.is(playbooks.length, 2))

for (const [index, playbook] of playbooks.entries())
  test(`playbook ${index + 1} of docs/coming-from-a-tutorial.md plans without a finding`, async (t) => {
    const folder = await sceneOf(t, { 'hosts.yml': inventory, 'web.yml': playbook })
    const assignment = await loadAssignment({
      playbook: join(folder, 'web.yml'),
      inventory: join(folder, 'hosts.yml'),
      openSecrets: async () => ({ ...NOTHING_OPENED, secret: (name) => new Secret('a-password', `secret:${name}`) }),
    })
    const known = Object.entries(ADDRESSES).map(
      ([host, address]) => [host, facts(address, { hostname: host })] as const,
    )
    const { plays, findings } = assignment.describe(new Map(known))
    t.deepEqual(findings, [])
    t.deepEqual(
      plays.map(({ hosts }) => hosts.length),
      [2, 2],
    )
    t.true(plays.every((play) => play.checks(play.hosts.map(({ host }) => host)).length > 0))
  })
