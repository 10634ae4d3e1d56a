import test from 'ava'
import { topologies } from '../../scripts/picture/topologies.ts'
import { describeReady, resourcesByHost } from '../support/ready-playbooks.ts'
import { judge } from './judge.ts'
import { ensureRoots, RELEASES } from './root.ts'

test.before(ensureRoots)

for (const release of RELEASES) {
  for (const topology of topologies()) {
    test(`Debian ${release.version} accepts the files of ${topology.name} without a warning`, async (t) => {
      const { description, facts } = await describeReady(topology, release.version)
      for (const [host, resources] of resourcesByHost(description)) {
        const known = facts.get(host)
        if (known === undefined) throw new Error(`${host} has no facts`)
        const { judged, complaints } = await judge(release, known, resources)
        t.deepEqual(complaints, [], host)
        t.not(judged.length, 0, `no file of ${host} was checked`)
      }
    })
  }
}
