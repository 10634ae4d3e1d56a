import type { Facts } from '../facts.ts'
import { foldNames } from '../host-names.ts'
import type { PlannedPlay } from './plan.ts'

/** A remark if the plan changes hosts without systemd, whose guard does not survive a restart. */
export function remarksOnWeakGuards(plays: readonly PlannedPlay[], facts: ReadonlyMap<string, Facts>): string[] {
  const changing = plays.flatMap(({ batches }) => batches.flatMap(({ hosts }) => hosts.filter(hasChanges)))
  const weak = [...new Set(changing.map(({ host }) => host))].filter((host) => facts.get(host)?.systemd === false)
  if (weak.length === 0) return []
  return [
    `Without systemd the guard of a run is a plain process, which ends when the host restarts: on ${foldNames(weak)} ` +
      'a run that a restart interrupts is reverted only by "evenkeel unlock".',
  ]
}

function hasChanges({ changes }: { readonly changes: readonly unknown[] }): boolean {
  return changes.length > 0
}
