import test from 'ava'
import { topologies } from '../../scripts/picture/topologies.ts'
import { describeReady, resourcesByHost } from '../support/ready-playbooks.ts'

test('topologies() finds the playbooks', (t) => {
  t.true(topologies().some(({ name }) => name === 'lvs-dr'))
})

for (const topology of topologies()) {
  const { name } = topology
  test(`${name} plans: nothing is wrong in it, and no rule of the field is broken`, async (t) => {
    const { assignment, description } = await describeReady(topology)
    t.deepEqual(description.findings, [])
    const changed = assignment.targets.map((target) => target.name)
    t.deepEqual([...resourcesByHost(description).keys()].sort(), [...changed].sort())
  })

  test(`${name} says in every play how to see that it works`, async (t) => {
    const { description } = await describeReady(topology)
    const silent = description.plays.filter((play) => play.checks(play.hosts.map(({ host }) => host)).length === 0)
    t.deepEqual(
      silent.map((play) => play.name),
      [],
    )
  })

  test(`${name} has clients from which that is seen`, async (t) => {
    const { assignment } = await describeReady(topology)
    t.not(assignment.witnesses.length, 0)
  })
}
