import type { Manifest } from '../journal/manifest.ts'
import type { Decision } from '../plan/decide.ts'
import type { Want } from '../plan/want.ts'
import type { HostWork } from '../plan/work.ts'
import type { Json } from '../resources/resource.ts'
import type { Survey } from '../survey.ts'

/**
 * What a stage leaves in the host's journal, so that any controller can take it back. `baseline` is what the host
 * answered before the run's first write: what came along with a package was not there then.
 */
export function manifestOf(
  wants: readonly Want[],
  decisions: readonly Decision[],
  work: HostWork,
  baseline: Survey,
): Manifest {
  const resources = [...work.wants.map((want) => want.resource), ...(work.watchers ?? [])]
  return {
    changes: decisions.map(({ want: { resource }, before, after }) => ({
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
    ownership: wants.map((want) => ({ id: want.resource.id, before: want.owned ?? null })),
  }
}

function beforeTheRun(baseline: Survey, id: string, before: Json): Json {
  const reading = baseline.readings.get(id)
  return reading !== undefined && 'state' in reading ? reading.state : before
}
