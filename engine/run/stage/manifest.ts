import type { Manifest } from '../../journal/manifest.ts'
import type { Change } from '../../plan/change.ts'
import type { Want } from '../../plan/want.ts'
import type { HostWork } from '../../plan/work.ts'
import type { HostReading } from '../../probe.ts'
import type { Json } from '../../resources/resource.ts'

/**
 * The changes of a stage in the host's journal, from which any controller can roll it back.
 *
 * @param baseline the host as read before the run's first write, before a package brought anything along
 */
export function manifestOf(
  wants: readonly Want[],
  changes: readonly Change[],
  work: HostWork,
  baseline: HostReading,
): Omit<Manifest, 'ownership'> {
  const resources = [...work.wants.map((want) => want.resource), ...(work.watchers ?? [])]
  return {
    changes: entriesOf(wants, changes).map(([{ resource }, before, after]) => ({
      kind: resource.kind,
      id: resource.id,
      spec: resource.spec,
      before: stateBeforeRun(baseline, resource.id, before),
      after,
      readableAfter: resource.readableAfter,
    })),
    watchers: resources
      .filter((resource) => resource.triggers.length > 0)
      .map((resource) => ({ kind: resource.kind, spec: resource.spec })),
  }
}

/**
 * The changes, and the wants that a changed resource can bring along: a rollback that installs a package again must
 * also handle the files that come with it.
 */
function entriesOf(wants: readonly Want[], changes: readonly Change[]): [Want, Json, Json][] {
  const changed = new Map(changes.map((change) => [change.want.resource.id, change]))
  return wants.flatMap((want): [Want, Json, Json][] => {
    const change = changed.get(want.resource.id)
    if (change !== undefined) return [[want, change.before, change.after]]
    return changed.has(want.resource.readableAfter ?? '') ? [[want, want.to, want.to]] : []
  })
}

function stateBeforeRun(baseline: HostReading, id: string, before: Json): Json {
  const reading = baseline.readings.get(id)
  return reading !== undefined && 'state' in reading ? reading.state : before
}
