import type { PlannedChange, PlannedHost } from '../../engine/plan/plan.ts'

/** A change, and every host of the play that it is made on. */
export interface SharedChange {
  readonly change: PlannedChange
  readonly hosts: readonly string[]
  /** `open`: it says {@link OWN_NAME} where each host has its own name. */
  readonly alike: 'exact' | 'open' | undefined
}

/** Stands in a shared change where each host has its own name. */
export const OWN_NAME = '<host>'

interface Group {
  change: PlannedChange
  readonly hosts: string[]
  /** What people see of it, as it is and with the first host's name left open. */
  readonly exact: string
  readonly open: string
  /** By what its hosts are alike, once there are two of them. */
  alike: 'exact' | 'open' | undefined
}

/**
 * Changes that are equal on several hosts, or equal but for the host's own name, become one, in an order that agrees
 * with every host's own. Variants of one resource stand beside each other.
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
  return { change, hosts: [host], exact: keyOf(change), open: keyOf(withNameOpen(change, host)), alike: undefined }
}

/** The place of the group that takes the change, or -1. */
function joinGroup(groups: readonly Group[], change: PlannedChange, host: string): number {
  const exact = keyOf(change)
  const same = groups.findIndex((group) => group.exact === exact && group.alike !== 'open')
  const open = same >= 0 ? '' : keyOf(withNameOpen(change, host))
  const found = same >= 0 ? same : groups.findIndex((group) => group.open === open && group.alike !== 'exact')
  const group = groups[found]
  if (group === undefined) return -1
  group.alike ??= same >= 0 ? 'exact' : 'open'
  if (group.alike === 'open') group.change = withNameOpen(change, host)
  group.hosts.push(host)
  return found
}

function withNameOpen(change: PlannedChange, host: string): PlannedChange {
  const name = new RegExp(`(?<![\\w-])${host.replace(/[^\w-]/g, '\\$&')}(?![\\w-])`, 'g')
  const opened = (lines: readonly string[]) => lines.map((line) => line.replace(name, OWN_NAME))
  return {
    ...change,
    beforeLines: opened(change.beforeLines),
    afterLines: opened(change.afterLines),
    notes: opened(change.notes),
  }
}

/** What people see of it: two hosts whose states differ in nothing that is shown are told together. */
function keyOf({ action, id, beforeLines, afterLines, notes, irreversible }: PlannedChange): string {
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
