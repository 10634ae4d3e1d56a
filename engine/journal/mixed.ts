import type { RunRecord } from './run-record.ts'

type Outcome = RunRecord['hosts'][number]['outcome']

/** Outcomes of hosts that did not keep the run and will not. Hosts that took no part or were not asked do not count. */
const NOT_KEPT: ReadonlySet<Outcome> = new Set([
  'reverting',
  'reverted',
  'interrupted',
  'stuck',
  'abandoned',
  'unknown',
])

/** True if some hosts keep the run and others do not, and no rollback took it back. */
export function isMixed({ hosts, rolledBackBy }: RunRecord): boolean {
  return rolledBackBy === undefined && hosts.some(isKept) && hosts.some(({ outcome }) => NOT_KEPT.has(outcome))
}

/**
 * True if later runs of the same playbook have changed all hosts that did not keep a mixed run.
 *
 * @param records newest first
 */
export function isSuperseded(record: RunRecord, records: readonly RunRecord[]): boolean {
  const later = records
    .slice(0, records.indexOf(record))
    .filter(({ playbook, rolledBackBy }) => playbook === record.playbook && rolledBackBy === undefined)
  const changed = new Set(later.flatMap(({ hosts }) => hosts.filter(isKept).map(({ host }) => host)))
  return record.hosts.every(({ host, outcome }) => !NOT_KEPT.has(outcome) || changed.has(host))
}

function isKept({ outcome }: RunRecord['hosts'][number]): boolean {
  return outcome === 'committed'
}
