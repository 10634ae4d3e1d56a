import { entryOf, type Located, type LocatedEntry, type LocatedMap } from '../engine/errors/document.ts'
import { suggestion } from '../engine/errors/nearest.ts'
import { errorAt, errorsOf, type Place } from '../engine/errors/source.ts'
import type { GroupDraft, InventoryDraft } from './draft.ts'
import { expandHosts } from './names.ts'

/** Reads Ansible's YAML shape: groups with `hosts`, `children` and `vars`, with or without an `all` at the top. */
export function readYamlShape(tree: Located, draft: InventoryDraft): void {
  if (looksLikePlaybook(tree)) {
    const hint = 'The order is: evenkeel COMMAND PLAYBOOK -i INVENTORY.'
    draft.problems.push(errorAt(tree.place, 'This looks like a playbook: an inventory is needed here', { hint }))
    return
  }
  const groups = mapOf(tree, 'An inventory', draft, shapeHint(tree))
  for (const entry of groups?.entries.values() ?? []) readGroup(entry, draft)
}

/** A playbook of evenkeel has `plays`, one of Ansible is a list of plays. */
function looksLikePlaybook(tree: Located): boolean {
  if (tree.type === 'map') return entryOf(tree, 'plays')?.value.type === 'list'
  const [first] = tree.type === 'list' ? tree.items : []
  return entryOf(first, 'hosts') !== undefined || entryOf(first, 'import_playbook') !== undefined
}

const INI_HINT = "Ansible's INI format is read from a file whose name ends with .ini."
const SCRIPT_HINT = 'To run it, let its first line be #! and its interpreter, and make it executable.'

function shapeHint(tree: Located): string {
  return /\.(?:py|sh|rb|pl|js|ts)$/.test(tree.place.source.file) ? SCRIPT_HINT : INI_HINT
}

const GROUP_KEYS = ['hosts', 'children', 'vars']

/** Keys that somebody writes who takes a group for a host. */
const HOST_KEYS = ['address', 'ip', 'hostname', 'host', 'port', 'user', 'ansible_host', 'ansible_port', 'ansible_user']

function hostHint(name: string): string {
  return `If ${name} is a host, write it below "hosts:" of a group, and its address as "host:".`
}

function readGroup(entry: LocatedEntry, draft: InventoryDraft): GroupDraft {
  const group = draft.group(entry.key, entry.keyPlace)
  const body = mapOf(entry.value, `Group ${entry.key}`, draft)
  for (const part of body?.entries.values() ?? []) readPart(part, group, draft)
  return group
}

function readPart(part: LocatedEntry, group: GroupDraft, draft: InventoryDraft): void {
  const what = `"${part.key}" of group ${group.name}`
  if (!GROUP_KEYS.includes(part.key)) {
    const hint = HOST_KEYS.includes(part.key) ? hostHint(group.name) : suggestion(part.key, GROUP_KEYS)
    draft.problems.push(errorAt(part.keyPlace, `${what} is not known: a group has hosts, children and vars`, { hint }))
    return
  }
  for (const entry of entriesOf(part, what, draft)) {
    if (part.key === 'hosts') readHost(entry, group, draft)
    else if (part.key === 'vars') group.variables.set(entry.key, entry)
    else draft.adopt(group, readGroup(entry, draft), entry.keyPlace)
  }
}

/** As in Ansible, a single name stands for a map with this key. */
function entriesOf(
  { key, value, keyPlace }: LocatedEntry,
  what: string,
  draft: InventoryDraft,
): Iterable<LocatedEntry> {
  if (key !== 'vars' && value.type === 'scalar' && typeof value.value === 'string' && value.value !== '') {
    const nothing: Located = { type: 'scalar', value: null, written: '', place: keyPlace, size: 1 }
    return [{ key: value.value, keyPlace: value.place, value: nothing }]
  }
  return mapOf(value, what, draft)?.entries.values() ?? []
}

function readHost(entry: LocatedEntry, group: GroupDraft, draft: InventoryDraft): void {
  const variables = mapOf(entry.value, `Host ${entry.key}`, draft)
  const { pattern, port } = withoutPort(entry)
  for (const name of expanded(pattern, entry.keyPlace, draft)) {
    const host = draft.host(name, entry.keyPlace)
    group.hosts.add(name)
    if (port !== undefined) host.variables.set(port.key, port)
    for (const variable of variables?.entries.values() ?? []) host.variables.set(variable.key, variable)
  }
}

/** Splits the port off `web1:2222` and `web[01:10]:2222`: Ansible reads it as ansible_port. */
function withoutPort({ key, keyPlace }: LocatedEntry): { readonly pattern: string; readonly port?: LocatedEntry } {
  const { pattern, port } = /^(?<pattern>(?:[^:[\]]|\[[^\]]*\])+):(?<port>\d{1,5})$/.exec(key)?.groups ?? {}
  if (pattern === undefined || port === undefined) return { pattern: key }
  const value = { type: 'scalar', value: Number(port), written: port, place: keyPlace, size: 1 } as const
  return { pattern, port: { key: 'ansible_port', keyPlace, value } }
}

function expanded(pattern: string, place: Place, draft: InventoryDraft): readonly string[] {
  try {
    return expandHosts(pattern, place)
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
