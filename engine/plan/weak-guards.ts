import type { Facts } from '../facts.ts'
import type { PlannedPlay } from './plan.ts'

/** Where hosts without systemd would be changed: what that means for taking the run back. */
export function remarksOnWeakGuards(plays: readonly PlannedPlay[], facts: ReadonlyMap<string, Facts>): string[] {
  const changing = plays.flatMap(({ batches }) => batches.flatMap(({ hosts }) => hosts.filter(hasChanges)))
  const weak = [...new Set(changing.map(({ host }) => host))].filter((host) => facts.get(host)?.systemd === false)
  if (weak.length === 0) return []
  return [
    `Without systemd the guard of a run is a mere process, which no restart of the host survives: on ${weak.join(', ')} ` +
      'a run that such a restart interrupts is taken back only by "evenkeel unlock".',
  ]
}

function hasChanges({ changes }: { readonly changes: readonly unknown[] }): boolean {
  return changes.length > 0
}
