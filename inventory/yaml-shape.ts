import type { Located, LocatedEntry, LocatedMap } from '../engine/errors/document.ts'
import { suggestion } from '../engine/errors/nearest.ts'
import { errorAt, errorsOf } from '../engine/errors/source.ts'
import type { GroupDraft, InventoryDraft } from './draft.ts'
import { expandHosts } from './names.ts'

/** Reads Ansible's YAML shape: groups with `hosts`, `children` and `vars`, with or without an `all` at the top. */
export function readYamlShape(tree: Located, draft: InventoryDraft): void {
  const groups = mapOf(tree, 'An inventory', draft, INI_HINT)
  for (const entry of groups?.entries.values() ?? []) readGroup(entry, draft)
}

const INI_HINT = "Ansible's INI format is read from a file whose name ends with .ini."

const GROUP_KEYS = ['hosts', 'children', 'vars']

function readGroup(entry: LocatedEntry, draft: InventoryDraft): GroupDraft {
  const group = draft.group(entry.key, entry.keyPlace)
  const body = mapOf(entry.value, `Group ${entry.key}`, draft)
  for (const part of body?.entries.values() ?? []) readPart(part, group, draft)
  return group
}

function readPart(part: LocatedEntry, group: GroupDraft, draft: InventoryDraft): void {
  const what = `"${part.key}" of group ${group.name}`
  if (!GROUP_KEYS.includes(part.key)) {
    const hint = suggestion(part.key, GROUP_KEYS)
    draft.problems.push(errorAt(part.keyPlace, `${what} is not known: a group has hosts, children and vars`, { hint }))
    return
  }
  for (const entry of mapOf(part.value, what, draft)?.entries.values() ?? []) {
    if (part.key === 'hosts') readHost(entry, group, draft)
    else if (part.key === 'vars') group.variables.set(entry.key, entry)
    else draft.adopt(group, readGroup(entry, draft), entry.keyPlace)
  }
}

function readHost(entry: LocatedEntry, group: GroupDraft, draft: InventoryDraft): void {
  const variables = mapOf(entry.value, `Host ${entry.key}`, draft)
  for (const name of expanded(entry, draft)) {
    const host = draft.host(name, entry.keyPlace)
    group.hosts.add(name)
    for (const variable of variables?.entries.values() ?? []) host.variables.set(variable.key, variable)
  }
}

function expanded(entry: LocatedEntry, draft: InventoryDraft): readonly string[] {
  try {
    return expandHosts(entry.key, entry.keyPlace)
  } catch (error) {
    draft.problems.push(...errorsOf(error))
    return []
  }
}

/** The map; undefined for an empty value, and with an error for anything else. */
function mapOf(value: Located, what: string, draft: InventoryDraft, hint?: string): LocatedMap | undefined {
  if (value.type === 'map') return value
  if (value.type === 'scalar' && value.value === null) return undefined
  const is = value.type === 'list' ? 'a list' : JSON.stringify(value.written.slice(0, 40))
  draft.problems.push(errorAt(value.place, `${what} must be a map: it is ${is}`, { hint }))
  return undefined
}
