import type { RunRecord } from './run-record.ts'

type Outcome = RunRecord['hosts'][number]['outcome']

/** Not kept, and not about to be; a host that never took part, or was not asked, says nothing. */
const NOT_KEPT: ReadonlySet<Outcome> = new Set([
  'reverting',
  'reverted',
  'interrupted',
  'stuck',
  'abandoned',
  'unknown',
])

/** Some hosts keep the run and others do not, and no later run took it back. */
export function isMixed({ hosts, rolledBackBy }: RunRecord): boolean {
  return rolledBackBy === undefined && hosts.some(isKept) && hosts.some(({ outcome }) => NOT_KEPT.has(outcome))
}

/** A mixed run whose hosts that did not keep it have since been changed by later runs of its playbook: the way forward. */
export function isSuperseded(record: RunRecord, records: readonly RunRecord[]): boolean {
  const later = records.filter(
    ({ playbook, started, rolledBackBy }) =>
      playbook === record.playbook && started > record.started && rolledBackBy === undefined,
  )
  const changed = new Set(later.flatMap(({ hosts }) => hosts.filter(isKept).map(({ host }) => host)))
  return record.hosts.every(({ host, outcome }) => !NOT_KEPT.has(outcome) || changed.has(host))
}

function isKept({ outcome }: RunRecord['hosts'][number]): boolean {
  return outcome === 'committed'
}
