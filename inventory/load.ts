import { type LocatedEntry, plain } from '../engine/errors/document.ts'
import { type EvenkeelError, throwIfAny } from '../engine/errors/error.ts'
import { parseSource } from '../engine/errors/parse-yaml.ts'
import { readSource } from '../engine/errors/read-source.ts'
import { inReadingOrder, type Source } from '../engine/errors/source.ts'
import { canonicalKey, splitConnection } from './connection-keys.ts'
import { type GroupDraft, type HostDraft, InventoryDraft } from './draft.ts'
import { isProgram, runInventory } from './executable.ts'
import { convertIni, isIni } from './ini.ts'
import type { Group, Inventory, InventoryHost } from './inventory.ts'
import { readJsonShape } from './json-shape.ts'
import { readYamlShape } from './yaml-shape.ts'

/**
 * Reads an inventory: Ansible's YAML shape, a program that prints Ansible's JSON for `--list`, or Ansible's INI, which
 * `ansible-inventory` converts. Throws `input` with all errors in it.
 */
export async function loadInventory(path: string): Promise<Inventory> {
  const { source, isPrinted } = await readInventory(path)
  const tree = parseSource(source)
  const draft = new InventoryDraft()
  if (isPrinted) readJsonShape(tree, draft)
  else readYamlShape(tree, draft)
  return inventoryOf(path, source, draft)
}

/** `isPrinted`: the source is the JSON that a program has printed. */
async function readInventory(path: string): Promise<{ readonly source: Source; readonly isPrinted: boolean }> {
  if (await isProgram(path)) return { source: await runInventory(path), isPrinted: true }
  const source = await readSource(path)
  return isIni(source) ? { source: await convertIni(path), isPrinted: true } : { source, isPrinted: false }
}

function inventoryOf(path: string, source: Source, draft: InventoryDraft): Inventory {
  adoptOrphans(draft, source)
  const depths = depthsOf(draft)
  const problems: EvenkeelError[] = [...draft.problems]
  const memberships = membershipsOf(draft, depths)
  const hosts = [...draft.hosts.values()].map((host) => finishHost(host, memberships.get(host.name) ?? [], problems))
  throwIfAny(inReadingOrder(problems))
  const within = hostsWithin(draft)
  const groups = [...draft.groups.values()].map((group) => finishGroup(group, within(group)))
  return { path, hosts: byName(hosts), groups: byName(groups) }
}

/** Puts groups and hosts without a parent into `all`. */
function adoptOrphans(draft: InventoryDraft, source: Source): void {
  const all = draft.group('all', { source, offset: 0 })
  for (const group of draft.groups.values()) {
    if (group !== all && group.parents.size === 0) draft.adopt(all, group, group.place)
  }
  const grouped = new Set([...draft.groups.values()].flatMap((group) => [...group.hosts]))
  for (const name of draft.hosts.keys()) if (!grouped.has(name)) all.hosts.add(name)
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

/** Each host's groups, outermost first; at the same depth by priority, then by name. Later groups win. */
function membershipsOf(draft: InventoryDraft, depths: ReadonlyMap<string, number>): Map<string, readonly GroupDraft[]> {
  const memberships = new Map<string, Set<GroupDraft>>()
  const enter = (host: string, group: GroupDraft): void => {
    const groups = memberships.get(host) ?? new Set()
    memberships.set(host, groups)
    if (groups.has(group)) return
    groups.add(group)
    for (const parent of parentsOf(group, draft)) enter(host, parent)
  }
  for (const group of draft.groups.values()) for (const host of group.hosts) enter(host, group)
  const rank = (group: GroupDraft) => depths.get(group.name) ?? 0
  const order = (one: GroupDraft, other: GroupDraft) =>
    rank(one) - rank(other) || priorityOf(one) - priorityOf(other) || (one.name < other.name ? -1 : 1)
  return new Map([...memberships].map(([host, groups]) => [host, [...groups].sort(order)]))
}

function parentsOf(group: GroupDraft, draft: InventoryDraft): readonly GroupDraft[] {
  return [...group.parents].flatMap((name) => draft.groups.get(name) ?? [])
}

function priorityOf(group: GroupDraft): number {
  const written = group.variables.get('ansible_group_priority')
  return written === undefined ? 1 : Number(plain(written.value)) || 1
}

function finishHost(host: HostDraft, groups: readonly GroupDraft[], problems: EvenkeelError[]): InventoryHost {
  const merged = new Map<string, LocatedEntry>()
  for (const level of [...groups, host]) {
    for (const [key, entry] of level.variables) merged.set(canonicalKey(key), entry)
  }
  const { connection, written, problems: found } = splitConnection(merged)
  problems.push(...found)
  return {
    name: host.name,
    connection,
    groups: groups.map((group) => group.name),
    variables: plainEntries(written),
    written: new Map([...ownName(host), ...written]),
    where: host.place.source.location(host.place.offset),
  }
}

/** The variable `inventory_hostname`, which every host has, as in Ansible. */
function ownName({ name, place }: HostDraft): ReadonlyMap<string, LocatedEntry> {
  const key = 'inventory_hostname'
  const value = { type: 'scalar', value: name, written: name, place, size: 1 } as const
  return new Map([[key, { key, keyPlace: place, value }]])
}

function finishGroup(group: GroupDraft, hosts: ReadonlySet<string>): Group {
  return { name: group.name, hosts: [...hosts], variables: plainEntries(group.variables) }
}

/** Returns the hosts of a group, including those of its children; visits each group once. */
function hostsWithin(draft: InventoryDraft): (group: GroupDraft) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>()
  const within = (group: GroupDraft): ReadonlySet<string> => {
    const before = known.get(group.name)
    if (before !== undefined) return before
    const children = [...group.children].flatMap((name) => draft.groups.get(name) ?? [])
    const hosts = new Set([...group.hosts, ...children.flatMap((child) => [...within(child)])])
    known.set(group.name, hosts)
    return hosts
  }
  return within
}

function plainEntries(entries: ReadonlyMap<string, LocatedEntry>): Record<string, unknown> {
  return Object.fromEntries([...entries].map(([key, entry]) => [key, plain(entry.value)]))
}

function byName<Named extends { readonly name: string }>(all: readonly Named[]): ReadonlyMap<string, Named> {
  return new Map(all.map((one) => [one.name, one]))
}
