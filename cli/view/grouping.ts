import type { Change, PlannedHost } from '../../engine/plan/plan.ts'

/** A change, and every host of the play that it is made on. */
export interface SharedChange {
  readonly change: Change
  readonly hosts: readonly string[]
}

/**
 * Equal changes of several hosts become one, in an order that agrees with every host's own. Variants of one
 * resource stand beside each other.
 */
export function shareChanges(planned: readonly PlannedHost[]): SharedChange[] {
  const shared: { change: Change; key: string; hosts: string[] }[] = []
  for (const { host, changes } of planned) {
    let place = 0
    for (const change of changes) {
      const key = keyOf(change)
      const found = shared.findIndex((one) => one.key === key)
      if (found >= 0) {
        shared[found]?.hosts.push(host)
        place = Math.max(place, found + 1)
        continue
      }
      while (shared[place]?.change.id === change.id) place += 1
      shared.splice(place, 0, { change, key, hosts: [host] })
      place += 1
    }
  }
  return shared
}

/** What people see of it: two hosts whose states differ in nothing that is shown are told together. */
function keyOf({ action, id, beforeLines, afterLines, notes, irreversible }: Change): string {
  return JSON.stringify([action, id, beforeLines, afterLines, notes, irreversible])
}

/** Titles with the hosts that they stand at, in the order in which they first appear. */
export function shareTitles(
  planned: readonly PlannedHost[],
): { readonly title: string; readonly hosts: readonly string[] }[] {
  const shared = new Map<string, string[]>()
  for (const { host, triggers } of planned) {
    for (const title of triggers) shared.set(title, [...(shared.get(title) ?? []), host])
  }
  return [...shared].map(([title, hosts]) => ({ title, hosts }))
}
