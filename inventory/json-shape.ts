import { entryOf, type Located, type LocatedEntry } from '../engine/errors/document.ts'
import { errorAt } from '../engine/errors/source.ts'
import type { GroupDraft, InventoryDraft } from './draft.ts'

/** Reads the output of an executable inventory for `--list`: groups with lists of names, and `_meta.hostvars`. */
export function readJsonShape(tree: Located, draft: InventoryDraft): void {
  if (tree.type !== 'map') {
    draft.problems.push(errorAt(tree.place, 'An executable inventory must print a JSON object for --list'))
    return
  }
  for (const entry of tree.entries.values()) if (entry.key !== '_meta') readGroup(entry, draft)
  readHostVariables(tree, draft)
}

function readGroup(entry: LocatedEntry, draft: InventoryDraft): void {
  const group = draft.group(entry.key, entry.keyPlace)
  const { value } = entry
  if (value.type === 'list') readHosts(value, group, draft)
  else if (value.type === 'map') readBody(value, group, draft)
  else draft.problems.push(errorAt(value.place, `Group ${entry.key} must be a list of hosts or an object`))
}

function readBody(body: Located, group: GroupDraft, draft: InventoryDraft): void {
  readHosts(entryOf(body, 'hosts')?.value, group, draft)
  for (const child of namesOf(entryOf(body, 'children')?.value, draft)) {
    draft.adopt(group, draft.group(child.name, child.at.place), child.at.place)
  }
  for (const [key, variable] of entriesOf(entryOf(body, 'vars')?.value, draft)) group.variables.set(key, variable)
}

function readHosts(list: Located | undefined, group: GroupDraft, draft: InventoryDraft): void {
  for (const { name, at } of namesOf(list, draft)) {
    draft.host(name, at.place)
    group.hosts.add(name)
  }
}

function readHostVariables(tree: Located, draft: InventoryDraft): void {
  const hostvars = entryOf(entryOf(tree, '_meta')?.value, 'hostvars')?.value
  if (hostvars === undefined) {
    const hint = 'Let it print {"_meta": {"hostvars": {…}}}: evenkeel does not call it again for each host.'
    draft.problems.push(errorAt(tree.place, 'The executable inventory prints no _meta.hostvars', { hint }))
    return
  }
  for (const [name, entry] of entriesOf(hostvars, draft)) {
    const host = draft.host(name, entry.keyPlace)
    for (const [key, variable] of entriesOf(entry.value, draft)) host.variables.set(key, variable)
  }
}

function namesOf(list: Located | undefined, draft: InventoryDraft): { name: string; at: Located }[] {
  if (list === undefined) return []
  if (list.type !== 'list') {
    draft.problems.push(errorAt(list.place, 'A list of names is needed here'))
    return []
  }
  return list.items.flatMap((item) => {
    if (item.type === 'scalar' && typeof item.value === 'string') return [{ name: item.value, at: item }]
    draft.problems.push(errorAt(item.place, 'A name must be a string'))
    return []
  })
}

function entriesOf(map: Located | undefined, draft: InventoryDraft): Iterable<[string, LocatedEntry]> {
  if (map === undefined) return []
  if (map.type === 'map') return map.entries
  draft.problems.push(errorAt(map.place, 'An object is needed here'))
  return []
}
