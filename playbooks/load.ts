import { basename } from 'node:path'
import { entryOf, type Located, type LocatedEntry, plain } from '../engine/errors/document.ts'
import type { EvenkeelError } from '../engine/errors/error.ts'
import { checkedValue } from '../engine/errors/issues.ts'
import { parseSource } from '../engine/errors/parse-yaml.ts'
import { readSource } from '../engine/errors/read-source.ts'
import { errorAt, type Place, type Source } from '../engine/errors/source.ts'
import type { AllowedRule, Play, Playbook, RoleUse, Task } from './playbook.ts'
import { playbookSchema } from './schema.ts'

/**
 * Reads a playbook. Throws `input` if it cannot be read or is not YAML. Errors in its shape are returned as `problems`
 * together with all valid parts, so that one pass can report all errors.
 */
export async function loadPlaybook(path: string): Promise<{ playbook: Playbook; problems: readonly EvenkeelError[] }> {
  return readPlaybook(await readSource(path))
}

export function readPlaybook(source: Source): { playbook: Playbook; problems: readonly EvenkeelError[] } {
  const tree = parseSource(source)
  refuseOtherFiles(tree)
  const problems: EvenkeelError[] = []
  checkedValue(playbookSchema, { located: tree, value: plain(tree), title: '' }, problems)
  const plays = itemsOf(entryOf(tree, 'plays')?.value).flatMap(playOf)
  const name = stringOf(entryOf(tree, 'name')?.value) ?? basename(source.file)
  return { playbook: { path: source.file, name, variables: entriesOf(entryOf(tree, 'vars')?.value), plays }, problems }
}

/** Throws for an inventory, and for a playbook of Ansible: errors about each of their keys would not help. */
function refuseOtherFiles(tree: Located): void {
  if (tree.type === 'list') {
    const isPlays = tree.items.some((item) => entryOf(item, 'hosts') !== undefined)
    const message = isPlays
      ? 'This is a playbook of Ansible'
      : 'A playbook is a map with "name" and "plays": this is a list'
    const hint =
      'Here a playbook has a name, and plays below "plays:", with roles and tasks that describe states: see docs/coming-from-ansible.md.'
    throw errorAt(tree.place, isPlays ? `${message}: evenkeel has its own roles and tasks` : message, { hint })
  }
  const groups = tree.type === 'map' && entryOf(tree, 'plays') === undefined ? [...tree.entries.values()] : []
  const isInventory = groups.some(({ value }) => entryOf(value, 'hosts') ?? entryOf(value, 'children'))
  if (!isInventory) return
  throw errorAt(tree.place, 'This looks like an inventory: a playbook is needed here', {
    hint: 'The order is: evenkeel COMMAND PLAYBOOK -i INVENTORY.',
  })
}

/** Leaves out invalid parts: the schema has reported them. */
function playOf(item: Located): readonly Play[] {
  const hosts = entryOf(item, 'hosts')?.value
  if (stringOf(hosts) === undefined || hosts === undefined) return []
  return [
    {
      name: stringOf(entryOf(item, 'name')?.value) ?? stringOf(hosts) ?? '',
      place: item.place,
      hosts,
      serial: entryOf(item, 'serial')?.value,
      drain: isTrue(entryOf(item, 'drain')?.value),
      allow: allowedOf(item),
      roles: itemsOf(entryOf(item, 'roles')?.value).flatMap(roleOf),
      tasks: itemsOf(entryOf(item, 'tasks')?.value).flatMap(taskOf),
    },
  ]
}

function isTrue(value: Located | undefined): boolean {
  return value?.type === 'scalar' && value.value === true
}

function roleOf(item: Located): readonly RoleUse[] {
  const named = item.type === 'map' ? entryOf(item, 'role')?.value : item
  const role = stringOf(named)
  if (role === undefined || named === undefined) return []
  const vars = entryOf(item, 'vars')?.value
  return [
    { role, place: named.place, vars: vars?.type === 'map' ? vars : emptyMap(named.place), allow: allowedOf(item) },
  ]
}

function allowedOf(item: Located): readonly AllowedRule[] {
  return [...entriesOf(entryOf(item, 'allow')?.value).values()].flatMap(({ key, keyPlace, value }) => {
    const reason = stringOf(value)
    return reason === undefined || !/^[1-9]\d*$/.test(key) ? [] : [{ rule: Number(key), reason, place: keyPlace }]
  })
}

function taskOf(item: Located): readonly Task[] {
  const [entry, ...others] = entriesOf(item).values()
  return entry === undefined || others.length > 0 ? [] : [{ kind: entry.key, place: entry.keyPlace, spec: entry.value }]
}

function emptyMap(place: Place): Located {
  return { type: 'map', entries: new Map(), place, size: 1 }
}

function itemsOf(value: Located | undefined): readonly Located[] {
  return value?.type === 'list' ? value.items : []
}

function entriesOf(value: Located | undefined): ReadonlyMap<string, LocatedEntry> {
  return value?.type === 'map' ? value.entries : new Map()
}

function stringOf(value: Located | undefined): string | undefined {
  return value?.type === 'scalar' && typeof value.value === 'string' ? value.value : undefined
}
