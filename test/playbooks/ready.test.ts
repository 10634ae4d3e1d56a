import test from 'ava'
import { describeReady, READY, resourcesOf } from '../support/ready-playbooks.ts'

test('READY finds the playbooks', (t) => {
  t.true(READY.includes('lvs-dr'))
})

for (const name of READY) {
  test(`${name} plans: nothing is wrong in it, and no rule of the field is broken`, async (t) => {
    const { assignment, description } = await describeReady(name)
    t.deepEqual(description.findings, [])
    const changed = assignment.targets.map((target) => target.name)
    t.deepEqual([...resourcesOf(description).keys()].sort(), [...changed].sort())
  })

  test(`${name} says of every host how to see that it works`, async (t) => {
    const { description } = await describeReady(name)
    for (const play of description.plays) {
      const hosts = play.hosts.map(({ host }) => host)
      t.not(play.checks(hosts).length, 0, play.name)
    }
  })

  test(`${name} has somebody to ask from: a group of clients that it does not change`, async (t) => {
    const { assignment } = await describeReady(name)
    t.not(assignment.witnesses.length, 0)
  })
}
