import { join } from 'node:path'
import test from 'ava'
import { loadPairs } from '../../cli/description/database-pairs.ts'
import { choosePair } from '../../engine/databases/described-pairs.ts'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { factsOf, sceneOf } from './scene.ts'

const INVENTORY = `all:
  vars: { user: root }
  children:
    databases: { hosts: { db1: { host: 10.77.0.31 }, db2: { host: 10.77.0.32 } } }
    others: { hosts: { db3: { host: 10.77.0.33 }, db4: { host: 10.77.0.34 } } }
    web: { hosts: { web1: { host: 10.77.0.21 } } }
    clients: { hosts: { client1: { host: 10.77.0.50 } } }
`

/** A role whose two hosts are a pair. */
const PAIR = `import { defineRole, z } from 'evenkeel'
export default defineRole({
  name: 'pair',
  summary: 'Two servers.',
  vars: z.strictObject({}),
  resources: () => [],
  pair: ({ members }) => ({ engine: 'mariadb', hosts: members.map(({ name, address }) => ({ name, address })), vip: '10.77.0.100' }),
})
`
const WEB = `import { defineRole, z } from 'evenkeel'
export default defineRole({ name: 'web', summary: 'A server.', vars: z.strictObject({}), resources: () => [] })
`
const files = (plays: string) => ({
  'hosts.yml': INVENTORY,
  'site.yml': `name: Shop\nplays:\n${plays}`,
  'roles/pair/role.ts': PAIR,
  'roles/web/role.ts': WEB,
})
const facts = (...hosts: readonly string[]) => new Map(hosts.map((host) => [host, factsOf(host)]))
const ONE = '  - { hosts: databases, roles: [pair] }\n  - { hosts: web, roles: [web] }\n'
const TWO = `${ONE}  - { hosts: others, roles: [pair] }\n`

async function pairsOf(t: Parameters<typeof sceneOf>[0], plays: string) {
  const folder = await sceneOf(t, files(plays))
  return loadPairs({ playbook: join(folder, 'site.yml'), inventory: join(folder, 'hosts.yml') })
}

test('loadPairs() returns each pair once, and connects no host of other roles', async (t) => {
  const described = await pairsOf(t, ONE)
  t.deepEqual(
    described.targets.map(({ name }) => name),
    ['db1', 'db2'],
  )
  t.deepEqual(
    described.clients.map(({ name }) => name),
    ['client1'],
  )
  const [pair, ...others] = described.pairs(facts('db1', 'db2'))
  t.deepEqual(others, [])
  t.deepEqual(pair?.hosts, [
    { name: 'db1', address: '10.77.0.31' },
    { name: 'db2', address: '10.77.0.32' },
  ])
  t.true(pair !== undefined && choosePair([pair], undefined, 'site.yml') === pair)
})

test('choosePair() takes the pair of a host, and refuses to guess', async (t) => {
  const all = (await pairsOf(t, TWO)).pairs(facts('db1', 'db2', 'db3', 'db4'))
  t.is(all.length, 2)
  t.true(choosePair(all, 'db4', 'site.yml') === all[1])
  const unclear = t.throws<EvenkeelError>(() => choosePair(all, undefined, 'site.yml'))
  t.is(unclear?.message, 'Cannot choose a pair: site.yml describes db1 and db2; db3 and db4')
  t.regex(unclear?.hint ?? '', /--to HOST/)
  const foreign = t.throws<EvenkeelError>(() => choosePair(all, 'web1', 'site.yml'))
  t.is(foreign?.message, 'web1 is no host of a database pair of site.yml')
  t.is(foreign?.hint, 'Its pairs are db1 and db2; db3 and db4.')
  t.is(t.throws<EvenkeelError>(() => choosePair([], 'db1', 'site.yml'))?.message, 'site.yml describes no database pair')
})
