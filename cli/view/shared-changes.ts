import type { PlannedChange, PlannedHost } from '../../engine/plan/plan.ts'

/** A change, and the hosts of the play that it is made on. */
export interface SharedChange {
  readonly change: PlannedChange
  readonly hosts: readonly string[]
  /** `generic`: {@link OWN_NAME} stands in the change for the name of each host. */
  readonly match: 'exact' | 'generic' | undefined
}

/** Stands in a shared change for the name of each host. */
export const OWN_NAME = '<host>'

interface Group {
  change: PlannedChange
  readonly hosts: string[]
  /** Keys of the text shown, as it is and with {@link OWN_NAME} for the first host's name. */
  readonly exact: string
  readonly generic: string
  /** The key that its hosts share, once there are two of them. */
  match: 'exact' | 'generic' | undefined
}

/**
 * Merges changes that are equal on several hosts, or that differ only in the host's name. The order agrees with the
 * order on each host. Variants of one resource stand beside each other.
 */
export function shareChanges(planned: readonly PlannedHost[]): SharedChange[] {
  const groups: Group[] = []
  for (const { host, changes } of planned) {
    let place = 0
    for (const change of changes) {
      const found = joinGroup(groups, change, host)
      if (found >= 0) {
        place = Math.max(place, found + 1)
        continue
      }
      while (groups[place]?.change.id === change.id) place += 1
      groups.splice(place, 0, newGroup(change, host))
      place += 1
    }
  }
  return groups
}

function newGroup(change: PlannedChange, host: string): Group {
  return { change, hosts: [host], exact: keyOf(change), generic: keyOf(withoutName(change, host)), match: undefined }
}

/** Adds the host to the group of the change. Returns the group's index, or -1 without a group. */
function joinGroup(groups: readonly Group[], change: PlannedChange, host: string): number {
  const exact = keyOf(change)
  const same = groups.findIndex((group) => group.exact === exact && group.match !== 'generic')
  const generic = same >= 0 ? '' : keyOf(withoutName(change, host))
  const found = same >= 0 ? same : groups.findIndex((group) => group.generic === generic && group.match !== 'exact')
  const group = groups[found]
  if (group === undefined) return -1
  group.match ??= same >= 0 ? 'exact' : 'generic'
  if (group.match === 'generic') group.change = withoutName(change, host)
  group.hosts.push(host)
  return found
}

function withoutName(change: PlannedChange, host: string): PlannedChange {
  const name = new RegExp(`(?<![\\w-])${host.replace(/[^\w-]/g, '\\$&')}(?![\\w-])`, 'g')
  const replaced = (lines: readonly string[]) => lines.map((line) => line.replace(name, OWN_NAME))
  return {
    ...change,
    beforeLines: replaced(change.beforeLines),
    afterLines: replaced(change.afterLines),
    notes: replaced(change.notes),
  }
}

/** Holds only the text shown: states that differ in nothing shown are merged. */
function keyOf({ action, id, beforeLines, afterLines, notes, irreversible }: PlannedChange): string {
  return JSON.stringify([action, id, beforeLines, afterLines, notes, irreversible])
}

/** Titles of triggers with their hosts, in order of first appearance. */
export function shareTitles(
  planned: readonly PlannedHost[],
): { readonly title: string; readonly hosts: readonly string[] }[] {
  const shared = new Map<string, string[]>()
  for (const { host, triggers } of planned) {
    for (const title of triggers) shared.set(title, [...(shared.get(title) ?? []), host])
  }
  return [...shared].map(([title, hosts]) => ({ title, hosts }))
}
