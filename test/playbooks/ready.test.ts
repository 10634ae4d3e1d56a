import test from 'ava'
import { checkId } from '../../engine/check.ts'
import { topologies } from '../../scripts/picture/topologies.ts'
import { type Described, describeReady, resourcesByHost } from '../support/ready-playbooks.ts'

/** The services that a ready playbook starts, in order, by the kind of host. */
const SERVICES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'haproxy-http': { web: ['nginx'], lb: ['rsyslog', 'haproxy', 'keepalived'] },
  'haproxy-static-dynamic': { static: ['nginx'], app: ['apache2'], lb: ['rsyslog', 'haproxy', 'keepalived'] },
  'haproxy-tls': { web: ['nginx'], lb: ['rsyslog', 'haproxy', 'keepalived'] },
  'haproxy-tls-passthrough': { web: ['nginx'], lb: ['rsyslog', 'haproxy', 'keepalived'] },
  'lvs-dr': { web: ['nginx'], lb: ['keepalived'] },
  'lvs-nat': { web: ['nginx'], lb: ['keepalived'] },
  'lvs-static': { web: ['nginx'], lb: ['evenkeel-ipvs'] },
  'lvs-tun': { web: ['nginx'], lb: ['keepalived'] },
  'mariadb-dual-master': { db: ['mariadb', 'evenkeel-writer', 'evenkeel-writer.socket', 'keepalived'] },
  'mysql-dual-master': { db: ['mysql', 'evenkeel-writer', 'evenkeel-writer.socket', 'keepalived'] },
  'mysql-haproxy': {
    db: ['mysql', 'evenkeel-writer', 'evenkeel-writer.socket', 'keepalived'],
    lb: ['haproxy', 'keepalived'],
  },
  'nginx-http': { web: ['nginx'], lb: ['nginx', 'keepalived'] },
  'nginx-stream': { srv: ['nginx'], lb: ['nginx', 'keepalived'] },
  shop: {
    log: ['rsyslog'],
    db: ['rsyslog', 'mariadb', 'evenkeel-writer', 'evenkeel-writer.socket', 'keepalived'],
    web: ['rsyslog', 'nginx', 'shop-writer'],
    ha: ['rsyslog', 'haproxy'],
    lb: ['rsyslog', 'keepalived'],
  },
}

test('topologies() finds the playbooks', (t) => {
  t.deepEqual(
    topologies().map(({ name }) => name),
    Object.keys(SERVICES),
  )
})

for (const topology of topologies()) {
  const { name } = topology
  let made: Promise<Described> | undefined
  const described = () => {
    made ??= describeReady(topology)
    return made
  }

  test(`${name} plans without errors and findings`, async (t) => {
    const { assignment, description } = await described()
    t.deepEqual(description.findings, [])
    const changed = assignment.targets.map((target) => target.name)
    t.deepEqual([...resourcesByHost(description).keys()].sort(), [...changed].sort())
  })

  test(`${name} runs the services of its tiers, those behind the virtual address before keepalived`, async (t) => {
    const { description } = await described()
    const found = [...resourcesByHost(description)].map(([host, resources]) => {
      const services = resources.filter(({ kind }) => kind === 'service').map((resource) => resource.name)
      return [host.replace(/\d+$/, ''), services]
    })
    t.deepEqual(Object.fromEntries(found), { ...SERVICES[name] })
  })

  test(`${name} has checks in every play`, async (t) => {
    const { description } = await described()
    const unchecked = description.plays.filter((play) => play.checks(play.hosts.map(({ host }) => host)).length === 0)
    t.deepEqual(
      unchecked.map((play) => play.name),
      [],
    )
  })

  test(`${name} says for each check what to change, and each is the same the next time`, async (t) => {
    const [first, second] = [await described(), await describeReady(topology)]
    const checksOf = ({ description: { plays } }: Described) =>
      plays.flatMap((play) => play.checks(play.hosts.map(({ host }) => host)))
    const silent = checksOf(first).filter(({ advice = '' }) => !/^[A-Z].*[^.]\.$/.test(advice))
    t.deepEqual(
      silent.map(({ title, advice }) => [title, advice]),
      [],
    )
    t.deepEqual(checksOf(first).map(checkId), checksOf(second).map(checkId))
  })

  test(`${name} has clients from which checks look`, async (t) => {
    const { assignment } = await described()
    t.not(assignment.clients.length, 0)
  })
}
