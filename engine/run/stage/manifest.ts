import type { Manifest } from '../../journal/manifest.ts'
import type { Change } from '../../plan/change.ts'
import type { Want } from '../../plan/want.ts'
import type { HostWork } from '../../plan/work.ts'
import type { HostReading } from '../../probe.ts'
import type { Json } from '../../resources/resource.ts'

/**
 * What a stage leaves in the host's journal, so that any controller can take it back. `baseline` is what the host
 * answered before the run's first write: what came along with a package was not there then.
 */
export function manifestOf(
  wants: readonly Want[],
  changes: readonly Change[],
  work: HostWork,
  baseline: HostReading,
): Manifest {
  const resources = [...work.wants.map((want) => want.resource), ...(work.watchers ?? [])]
  return {
    changes: journalled(wants, changes).map(([{ resource }, before, after]) => ({
      kind: resource.kind,
      id: resource.id,
      spec: resource.spec,
      before: beforeTheRun(baseline, resource.id, before),
      after,
      readableAfter: resource.readableAfter,
    })),
    watchers: resources
      .filter((resource) => resource.triggers.length > 0)
      .map((resource) => ({ kind: resource.kind, spec: resource.spec })),
    ownership: wants.map((want) => ({ id: want.resource.id, before: want.recorded ?? null })),
  }
}

/**
 * What changed, and what something that changed can bring along: a rollback that installs a package again has to look
 * after the files that come with it.
 */
function journalled(wants: readonly Want[], changes: readonly Change[]): [Want, Json, Json][] {
  const changed = new Map(changes.map((change) => [change.want.resource.id, change]))
  return wants.flatMap((want): [Want, Json, Json][] => {
    const change = changed.get(want.resource.id)
    if (change !== undefined) return [[want, change.before, change.after]]
    return changed.has(want.resource.readableAfter ?? '') ? [[want, want.to, want.to]] : []
  })
}

function beforeTheRun(baseline: HostReading, id: string, before: Json): Json {
  const reading = baseline.readings.get(id)
  return reading !== undefined && 'state' in reading ? reading.state : before
}
