import { join } from 'node:path'
import test from 'ava'
import { loadStatus } from '../../cli/description/status.ts'
import { recordedGivenBy } from '../../engine/balancing/given.ts'
import type { BalancedAssignment } from '../../engine/description.ts'
import type { Facts } from '../../engine/facts.ts'
import { balancersOf, resourcesOf } from '../../engine/weights/described.ts'
import { debian12 } from '../support/facts.ts'
import { assignmentOf, sceneOf } from './scene.ts'

const SITE = `name: Web tier
plays:
  - hosts: real_servers
    serial: 1
    drain: true
    roles:
      - role: nginx
        vars: { sites: [{ listen: 80, root: /srv/www }] }
  - hosts: directors
    roles:
      - role: haproxy
        vars:
          listens: [{ name: web, binds: [80], servers: real_servers }]
`

const PATH = '/var/lib/evenkeel/weights-web-tier-'

function factsOf(weights?: Readonly<Record<string, number>>): ReadonlyMap<string, Facts> {
  const given = weights === undefined ? [] : [{ playbook: 'Web tier', weights }]
  return new Map(
    ['lb1', 'lb2', 'web1', 'web2'].map((host) => [host, { ...debian12, weights: host === 'lb1' ? given : [] }]),
  )
}

const assign = async (t: Parameters<typeof assignmentOf>[0]) =>
  (await assignmentOf(t, { 'site.yml': SITE })) as BalancedAssignment

test('describe() gives a server the weight on record of each balancer, keeps the record, and says so', async (t) => {
  const assignment = await assign(t)
  const { plays, remarks } = assignment.describe(factsOf({ web1: 0 }))
  t.deepEqual(remarks, [
    'web1 is drained on lb1, and stays so. The described weight comes back with: evenkeel restore web1',
  ])
  const ids = (host: string) =>
    plays.flatMap((play) =>
      play.hosts.filter((one) => one.host === host).flatMap(({ resources }) => resources.map(({ id }) => id)),
    )
  t.true(ids('lb1').some((id) => id.startsWith(`file:${PATH}`)))
  t.true(ids('lb1').includes('haproxy_server:web/web1'))
  t.false(ids('lb2').some((id) => id.startsWith(`file:${PATH}`) || id.startsWith('haproxy_server')))
  t.deepEqual(
    plays.map(({ drains }) => drains),
    [true, false],
  )
})

test('loadStatus() describes a drained server as plan does: a note, and no drift', async (t) => {
  const folder = await sceneOf(t, { 'site.yml': SITE })
  const status = await loadStatus({ playbook: join(folder, 'site.yml'), inventory: join(folder, 'inventory.yml') })
  const facts = factsOf({ web1: 0 })
  const { description, notes } = status.describe(facts)
  const planned = (await assign(t)).describe(facts)
  const ids = (plays: typeof planned.plays) =>
    plays.flatMap(({ hosts }) => hosts.flatMap(({ resources }) => resources.map(({ id }) => id)))
  t.deepEqual(ids(description.plays), ids(planned.plays))
  t.deepEqual(notes, planned.remarks)
})

test('balancersOf() finds the hosts whose resources depend on the weight of a server', async (t) => {
  const assignment = await assign(t)
  t.deepEqual(balancersOf(assignment, factsOf(), 'web1'), ['lb1', 'lb2'])
  t.deepEqual(balancersOf(assignment, factsOf({ web1: 0 }), 'web1'), ['lb1', 'lb2'])
  t.deepEqual(balancersOf(assignment, factsOf(), 'lb1'), [])
})

test('balancers() says which servers get what', async (t) => {
  const assignment = await assign(t)
  const facts = factsOf({ web1: 0 })
  const weights = assignment
    .balancers(facts, recordedGivenBy(facts, 'Web tier'))
    .flatMap(({ host, pools }) =>
      pools.flatMap(({ servers }) => servers.map(({ key, weight }) => `${host} ${key} ${weight}`)),
    )
  t.deepEqual(weights, ['lb1 web1 0', 'lb1 web2 2', 'lb2 web1 1', 'lb2 web2 2'])
})

test('leftOutBalancers() names the balancers outside of --limit', async (t) => {
  const limited = (await assignmentOf(t, { 'site.yml': SITE }, { limit: 'web1,lb1' })) as BalancedAssignment
  const facts = factsOf()
  t.deepEqual(limited.leftOutBalancers(facts, recordedGivenBy(facts, 'Web tier')), ['lb2'])
})

test('resourcesOf() has each resource of a host once', async (t) => {
  const description = (await assign(t)).describe(factsOf())
  t.true(resourcesOf(description, 'web1').has('service:nginx'))
})
