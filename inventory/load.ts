import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, resolve } from 'node:path'
import { entryOf, type Located, type LocatedEntry, plain } from '../engine/errors/document.ts'
import { EvenkeelError, throwIfAny } from '../engine/errors/error.ts'
import { parseSource } from '../engine/errors/parse-yaml.ts'
import { readSource } from '../engine/errors/read-source.ts'
import { errorAt, inReadingOrder, type Place, Source, whereText } from '../engine/errors/source.ts'
import { convert } from './ansible-inventory.ts'
import { type GroupDraft, type HostDraft, InventoryDraft } from './draft.ts'
import { isProgram, runInventory } from './executable.ts'
import { isIni } from './ini.ts'
import type { ConnectionSettings, Inventory, InventoryHost } from './inventory.ts'
import { readJsonShape } from './json-shape.ts'
import { canonicalKey, clusterAddressIn, isAnsibleLogin, isPlainLogin } from './login/keys.ts'
import { readLogin } from './login/read-login.ts'
import { adoptOrphans, membershipsOf } from './memberships.ts'
import { type OpenVault, readVariableFiles, type VariableFiles, type Variables } from './variable-files.ts'
import { readYamlShape } from './yaml-shape.ts'

/** What counts besides the inventory itself. */
export interface InventoryOptions {
  /** The folder of the playbook, whose `group_vars/` and `host_vars/` override those beside the inventory. */
  readonly playbookFolder?: string | undefined
  /** Opens files of variables that Ansible's vault has encrypted as a whole. Without it they are left out. */
  readonly openVault?: OpenVault | undefined
  /** Variables of the command line. Ansible's words for how to log in, such as `ansible_user`, override those of all hosts. */
  readonly overrides?: Variables | undefined
}

/**
 * Reads an inventory: Ansible's YAML shape; a program that prints Ansible's JSON for `--list`, or its output in a file; INI and
 * files of inventory plugins, which `ansible-inventory` converts; and the folders `group_vars` and `host_vars` beside it. Throws `input` with all errors
 * in it.
 */
export async function loadInventory(path: string, options: InventoryOptions = {}): Promise<Inventory> {
  const { tree, isPrinted } = await readInventory(path)
  const draft = new InventoryDraft()
  if (isPrinted) readJsonShape(tree, draft)
  else readYamlShape(tree, draft)
  adoptOrphans(draft, tree.place.source)
  return inventoryOf(path, draft, await variableFilesOf(path, draft, options), options.overrides ?? new Map())
}

/** `isPrinted`: it is what a program prints for `--list`. */
interface ReadInventory {
  readonly tree: Located
  readonly isPrinted: boolean
}

async function readInventory(path: string): Promise<ReadInventory> {
  if (await isProgram(path)) return printed(await runInventory(path))
  refuseList(path)
  const source = await readSource(path)
  if (isIni(source)) return printed(await convert(path, 'ini'))
  const tree = parseSource(source)
  if (entryOf(tree, 'plugin')?.value.type === 'scalar') return printed(await convert(path, 'plugin'))
  // The output of a program, saved in a file: its look-ups stay text, as in the output itself.
  if (entryOf(entryOf(tree, '_meta')?.value, 'hostvars') !== undefined)
    return printed(new Source(source.file, source.text, { literal: true }))
  return { tree, isPrinted: false }
}

/** Ansible takes a list of hosts in the place of a file. */
function refuseList(path: string): void {
  if (!/^[\w.-]+(?:,[\w.-]*)+$/.test(path) || existsSync(path)) return
  const names = path.split(',').filter((name) => name !== '')
  throw new EvenkeelError('input', `Cannot read ${path}: a list of hosts is no inventory, a file is needed`, {
    hint: `Write it into a file, hosts.yml: all: { hosts: { ${names.map((name) => `${name}: `).join(', ')} } }`,
  })
}

function printed(source: Source): ReadInventory {
  return { tree: parseSource(source), isPrinted: true }
}

/** The folders beside the inventory, then those beside the playbook. */
async function variableFilesOf(
  path: string,
  draft: InventoryDraft,
  { playbookFolder, openVault }: InventoryOptions,
): Promise<readonly VariableFiles[]> {
  const names = { hosts: [...draft.hosts.keys()], groups: [...draft.groups.keys()] }
  const folders = playbookFolder === undefined ? [dirname(path)] : [dirname(path), playbookFolder]
  const once = folders.filter((folder, index) => folders.findIndex((one) => resolve(one) === resolve(folder)) === index)
  const read: VariableFiles[] = []
  for (const folder of once) read.push(await readVariableFiles(folder, names, openVault, draft.problems))
  return read
}

function inventoryOf(
  path: string,
  draft: InventoryDraft,
  files: readonly VariableFiles[],
  overrides: Variables,
): Inventory {
  const words = plainWordsOf(draft, files)
  const logins = new Map([...overrides].filter(([key]) => isAnsibleLogin(key)))
  const memberships = membershipsOf(draft)
  const finished = [...draft.hosts.values()].map((host) => {
    const groups = memberships.get(host.name) ?? []
    const one = finishHost(host, groups, [...levelsOf(host, groups, files), logins], {
      folder: dirname(path),
      words,
    })
    return { ...one, remarks: [...one.remarks, ...files.flatMap(({ remarks }) => remarks)] }
  })
  const hosts = withOwnAddresses(finished)
  // A login that cannot be read refuses its host alone, but is reported along with errors that refuse the whole.
  const isRefused = draft.problems.length > 0
  if (isRefused) throwIfAny(inReadingOrder([...draft.problems, ...hosts.flatMap(({ problems }) => problems)]))
  const within = hostsWithin(draft)
  const groups = [...draft.groups.values()].map((group) => ({ name: group.name, hosts: [...within(group)] }))
  return { path, hosts: byName(hosts), groups: byName(groups) }
}

/**
 * The variables of a host by level; later levels win. As Ansible ranks them: what the inventory itself says of groups comes
 * below the files for the group `all`, and those below the files for all other groups.
 */
function levelsOf(
  host: HostDraft,
  groups: readonly GroupDraft[],
  files: readonly VariableFiles[],
): readonly Variables[] {
  const inner = groups.filter(({ name }) => name !== 'all')
  const levels = [
    ...groups.map((group) => group.variables),
    ...files.map((folder) => folder.groups.get('all')),
    ...files.flatMap((folder) => inner.map(({ name }) => folder.groups.get(name))),
    host.variables,
    ...files.map((folder) => folder.hosts.get(host.name)),
  ]
  return levels.filter((level) => level !== undefined)
}

/** What words such as `port` mean in an inventory. */
interface PlainWords {
  readonly areLogins: boolean
  /** By word, why it is a variable. */
  readonly remarks: ReadonlyMap<string, string>
}

/** Plain words are variables where Ansible's own say how to log in: there, `port` may be that of a database. */
function plainWordsOf(draft: InventoryDraft, files: readonly VariableFiles[]): PlainWords {
  const drafts = [...draft.groups.values(), ...draft.hosts.values()]
  const folders = files.flatMap(({ groups, hosts }) => [...groups.values(), ...hosts.values()])
  const entries = [...drafts.map(({ variables }) => variables), ...folders].flatMap((level) => [...level.values()])
  const ansible = entries.find(({ key }) => isAnsibleLogin(key))
  if (ansible === undefined) return { areLogins: true, remarks: new Map() }
  const why = `is a variable, and not how to log in, as ${ansible.key} (${placeText(ansible)}) is here`
  const plain = entries.filter(({ key }) => isPlainLogin(key)).toReversed()
  return { areLogins: false, remarks: new Map(plain.map((one) => [one.key, `${placeText(one)}: ${one.key} ${why}`])) }
}

function placeText({ keyPlace: { source, offset } }: LocatedEntry): string {
  return whereText(source.location(offset))
}

function finishHost(
  host: HostDraft,
  groups: readonly GroupDraft[],
  levels: readonly Variables[],
  { folder, words }: { readonly folder: string; readonly words: PlainWords },
): InventoryHost {
  const merged = new Map<string, LocatedEntry>()
  for (const level of levels) for (const [key, entry] of level) merged.set(canonicalKey(key, words.areLogins), entry)
  const { connection, written, problems, remarks } = readLogin(merged, { folder, plainWords: words.areLogins })
  return {
    name: host.name,
    connection,
    groups: groups.map((group) => group.name),
    variables: plainEntries(written),
    written: new Map([...ownName(host), ...written]),
    clusterAddress: clusterAddressIn(written, words.areLogins),
    login: problems.length > 0 ? new Map() : loginVariables(host, connection),
    where: host.place.source.location(host.place.offset),
    problems,
    remarks: [
      ...remarks,
      ...misleadingAddress(written, connection, words),
      ...[...written.keys()].flatMap((key) => words.remarks.get(key) ?? []),
    ],
  }
}

/** A group's variable would give all its hosts one address: it has another meaning, or should be a network. */
function withOwnAddresses(hosts: readonly InventoryHost[]): readonly InventoryHost[] {
  const owners = new Map<string, InventoryHost>()
  return hosts.map((host) => {
    const { clusterAddress: entry } = host
    const written = entry?.value.type === 'scalar' ? String(entry.value.value) : ''
    if (entry === undefined || isIP(written) === 0) return host
    const owner = owners.get(written)
    if (owner === undefined) {
      owners.set(written, host)
      return host
    }
    const message = `"${entry.key}" of ${host.name} cannot be ${written}: it is that of ${owner.name}`
    const hint = `"${entry.key}" is where the cluster's other hosts reach one host. For a whole group, write a network such as 10.0.0.0/24; a variable with another meaning needs another name.`
    return { ...host, problems: [...host.problems, errorAt(entry.value.place, message, { hint })] }
  })
}

/** An address that is none for the login, although nothing else says where the host is. */
function misleadingAddress(written: Variables, connection: ConnectionSettings, words: PlainWords): readonly string[] {
  const address = written.get('address') ?? written.get('ip')
  if (address === undefined || connection.address !== undefined || !words.areLogins) return []
  const is = address.key === 'address' ? 'is where other hosts of the cluster reach it' : 'is a variable'
  return [`${placeText(address)}: ${address.key} ${is}: where to log in is said with "host:"`]
}

/** The variable `inventory_hostname`, which every host has, as in Ansible. */
function ownName({ name, place }: HostDraft): ReadonlyMap<string, LocatedEntry> {
  return new Map([entryAt(place, 'inventory_hostname', name)])
}

function loginVariables(
  { name, place }: HostDraft,
  { address, port, user }: ConnectionSettings,
): ReadonlyMap<string, LocatedEntry> {
  const given = { host: address ?? name, port, user }
  return new Map(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [entryAt(place, key, value)])),
  )
}

function entryAt(place: Place, key: string, value: string | number): readonly [string, LocatedEntry] {
  const scalar = { type: 'scalar', value, written: String(value), place, size: 1, literal: true } as const
  return [key, { key, keyPlace: place, value: scalar }]
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
