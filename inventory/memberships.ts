import { plain } from '../engine/errors/document.ts'
import type { Source } from '../engine/errors/source.ts'
import type { GroupDraft, InventoryDraft } from './draft.ts'

const ALL = 'all'
const UNGROUPED = 'ungrouped'

/** Puts groups without a parent into `all`, and hosts of no other group into `all` and `ungrouped`, as Ansible does. */
export function adoptOrphans(draft: InventoryDraft, source: Source): void {
  const all = draft.group(ALL, { source, offset: 0 })
  for (const group of draft.groups.values()) {
    if (group !== all && group.parents.size === 0) draft.adopt(all, group, group.place)
  }
  const groups = [...draft.groups.values()].filter((group) => group !== all && group.name !== UNGROUPED)
  const grouped = new Set(groups.flatMap((group) => [...group.hosts]))
  for (const name of grouped) draft.groups.get(UNGROUPED)?.hosts.delete(name)
  const ungrouped = [...draft.hosts.keys()].filter((name) => !grouped.has(name))
  for (const name of ungrouped) all.hosts.add(name)
  if (ungrouped.length === 0) return
  const group = draft.group(UNGROUPED, all.place)
  for (const name of ungrouped) group.hosts.add(name)
  if (group.parents.size === 0) draft.adopt(all, group, all.place)
}

/** Each host's groups, outermost first; at the same depth by priority, then by name. Later groups win. */
export function membershipsOf(draft: InventoryDraft): ReadonlyMap<string, readonly GroupDraft[]> {
  const memberships = new Map<string, Set<GroupDraft>>()
  const enter = (host: string, group: GroupDraft): void => {
    const groups = memberships.get(host) ?? new Set()
    memberships.set(host, groups)
    if (groups.has(group)) return
    groups.add(group)
    for (const parent of parentsOf(group, draft)) enter(host, parent)
  }
  for (const group of draft.groups.values()) for (const host of group.hosts) enter(host, group)
  const depths = depthsOf(draft)
  const rank = (group: GroupDraft) => depths.get(group.name) ?? 0
  const order = (one: GroupDraft, other: GroupDraft) =>
    rank(one) - rank(other) || priorityOf(one) - priorityOf(other) || (one.name < other.name ? -1 : 1)
  return new Map([...memberships].map(([host, groups]) => [host, [...groups].sort(order)]))
}

/** The depth of each group below `all`, by the longest path, as Ansible counts. */
function depthsOf(draft: InventoryDraft): ReadonlyMap<string, number> {
  const depths = new Map<string, number>()
  const depthOf = (group: GroupDraft): number => {
    const known = depths.get(group.name)
    if (known !== undefined) return known
    const above = parentsOf(group, draft).map(depthOf)
    const depth = above.length === 0 ? 0 : Math.max(...above) + 1
    depths.set(group.name, depth)
    return depth
  }
  for (const group of draft.groups.values()) depthOf(group)
  return depths
}

function parentsOf(group: GroupDraft, draft: InventoryDraft): readonly GroupDraft[] {
  return [...group.parents].flatMap((name) => draft.groups.get(name) ?? [])
}

function priorityOf(group: GroupDraft): number {
  const written = group.variables.get('ansible_group_priority')
  return written === undefined ? 1 : Number(plain(written.value)) || 1
}
