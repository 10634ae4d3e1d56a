import test from 'ava'
import { describeReady, READY, resourcesOf } from '../support/ready-playbooks.ts'
import { judge } from './judge.ts'
import { ensureRoot, RELEASES, type Release } from './root.ts'

const roots = new Map<Release, string>()

test.before(async (t) => {
  t.timeout(600_000)
  for (const release of Object.keys(RELEASES) as Release[])
    roots.set(release, await ensureRoot(release, (line) => t.log(line)))
})

for (const [release, version] of Object.entries(RELEASES) as [Release, string][]) {
  for (const name of READY) {
    test.serial(`Debian ${version} accepts what ${name} writes, without a warning`, async (t) => {
      const { description, facts } = await describeReady(name, version)
      for (const [host, resources] of resourcesOf(description)) {
        const known = facts.get(host)
        if (known === undefined) throw new Error(`${host} has no facts`)
        const { judged, complaints } = await judge(roots.get(release) ?? '', known, resources)
        t.deepEqual(complaints, [], host)
        t.not(judged.length, 0, `nothing of ${host} was judged`)
      }
    })
  }
}
