import test from 'ava'
import type { FileSpec } from '../../engine/resources/file.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { topologies } from '../../scripts/picture/topologies.ts'
import { describeReady, resourcesByHost } from '../support/ready-playbooks.ts'
import { judge } from './judge.ts'
import { ensureRoots, RELEASES } from './root.ts'

test.before(ensureRoots)

/** Files of database servers need the account of their package: test/databases/drop-ins.test.ts judges them. */
function isJudgedHere({ kind, spec }: Resource): boolean {
  return kind !== 'file' || !(spec as FileSpec).path.startsWith('/etc/mysql/')
}

for (const release of RELEASES) {
  for (const topology of topologies()) {
    test(`Debian ${release.version} accepts the files of ${topology.name} without a warning`, async (t) => {
      const { description, facts } = await describeReady(topology, release.version)
      for (const [host, resources] of resourcesByHost(description)) {
        const known = facts.get(host)
        if (known === undefined) throw new Error(`${host} has no facts`)
        const { judged, complaints } = await judge(release, known, resources.filter(isJudgedHere))
        t.deepEqual(complaints, [], host)
        t.not(judged.length, 0, `no file of ${host} was checked`)
      }
    })
  }
}
