import type { HostPool } from '../host-pool.ts'
import type { RunRecord } from '../journal/run-record.ts'
import { settleAll } from '../parallel.ts'
import { readManifest } from './run-manifests.ts'

/** A run that has to be rolled back before an earlier one can be, as it changed the same resources. */
export interface LaterRun {
  readonly record: RunRecord
  readonly resources: readonly { readonly host: string; readonly id: string }[]
}

/**
 * The runs after `record` that stand, and that changed resources of it: the newest first, which is the order in which to
 * roll them back.
 *
 * @param records all runs, the newest first
 * @param changed ids of the run's resources, by host
 */
export async function laterRunsThatChanged(
  pool: HostPool,
  record: RunRecord,
  records: readonly RunRecord[],
  changed: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<LaterRun[]> {
  const later = standingAfter(record, records)
  const asked = later.flatMap((one) => committedHosts(one).map((host) => ({ one, host })))
  const read = await settleAll(
    asked.filter(({ host }) => changed.has(host) && pool.has(host)),
    pool.controller.forks,
    ({ one, host }) => readManifest(pool, host, one.run),
  )
  const found = read.flatMap((outcome) => {
    if (!('result' in outcome)) return []
    const { one, host } = outcome.item
    const ids = outcome.result.manifest.changes.map(({ id }) => id).filter((id) => changed.get(host)?.has(id))
    return ids.map((id) => ({ one, host, id }))
  })
  return later.flatMap((one) => {
    const resources = found.filter((each) => each.one === one).map(({ host, id }) => ({ host, id }))
    return resources.length === 0 ? [] : [{ record: one, resources }]
  })
}

/** Later runs that nobody has rolled back, without the rollbacks that took this one or such runs back. */
function standingAfter(record: RunRecord, records: readonly RunRecord[]): RunRecord[] {
  const later = records.slice(
    0,
    records.findIndex(({ run }) => run === record.run),
  )
  const ids = new Set(later.map(({ run }) => run))
  return later.filter(
    (one) =>
      one.rolledBackBy === undefined &&
      one.rollbackOf !== record.run &&
      !ids.has(one.rollbackOf ?? '') &&
      committedHosts(one).length > 0,
  )
}

export function committedHosts(record: RunRecord): string[] {
  return record.hosts.filter((host) => host.outcome === 'committed').map((host) => host.host)
}
