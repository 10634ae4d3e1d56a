import { globSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { builtInRole } from '../../cli/description/find-role.ts'
import { roleReferenceText } from '../../cli/view/role-reference.ts'
import type { Facts } from '../../engine/facts.ts'
import { referenceOf } from '../../roles/reference.ts'
import { assignmentOf } from '../description/scene.ts'
import { facts } from './hosts.ts'

const INVENTORY = `all:
  children:
    directors: { hosts: { lb1: { host: 10.77.0.11, priority: 100 }, lb2: { host: 10.77.0.12, priority: 90 } } }
    balancers: { hosts: { ha1: { host: 10.77.0.13 }, ha2: { host: 10.77.0.14 } } }
    real_servers: { hosts: { web1: { host: 10.77.0.21 }, web2: { host: 10.77.0.22, weight: 2 } } }
    databases: { hosts: { db1: { host: 10.77.0.51 } } }
    log_hosts: { hosts: { log1: { host: 10.77.0.41 } } }
`

/** The example as `evenkeel roles NAME` prints it. */
async function printed(name: string): Promise<string> {
  const text = roleReferenceText(referenceOf((await builtInRole(name)).role))
  const [, example = ''] = /^Example\n([\s\S]*?)\n\n/m.exec(text) ?? []
  return example.replaceAll(/^ {2}/gm, '')
}

test.before(() => {
  process.env.SHOP_PASSWORD = 'a password of a test'
})

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const NAMES = globSync('roles/*/role.ts', { cwd: ROOT }).map((path) => basename(dirname(path)))

for (const name of NAMES.sort())
  test(`the example of the role ${name} plans, as it is printed`, async (t) => {
    const example = (await printed(name)).replaceAll('${secret:', '${env:')
    t.true(example.includes(`role: ${name}`))
    const files = { 'inventory.yml': INVENTORY, 'site.yml': `name: Example\n${example}\n` }
    const assignment = await assignmentOf(t, files)
    const known = new Map(
      assignment.targets.map((one): [string, Facts] => [one.name, facts(one.address, { hostname: one.name })]),
    )
    const { findings, plays } = assignment.describe(known)
    t.deepEqual(findings, [])
    for (const { resources } of plays.flatMap(({ hosts }) => hosts)) t.not(resources.length, 0)
  })
