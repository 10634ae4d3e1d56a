import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { LocatedEntry, LocatedMap } from '../engine/errors/document.ts'
import { EvenkeelError } from '../engine/errors/error.ts'
import { nearest } from '../engine/errors/nearest.ts'
import { parseSource } from '../engine/errors/parse-yaml.ts'
import { readSource } from '../engine/errors/read-source.ts'
import { errorAt, errorsOf, Source, whereText } from '../engine/errors/source.ts'
import { systemReason } from '../engine/errors/system-reason.ts'

/** Variables by name, as they are written. */
export type Variables = ReadonlyMap<string, LocatedEntry>

/** Decrypts a file that Ansible's vault has encrypted as a whole. Throws an error without a place. */
export type OpenVault = (text: string) => Promise<string>

/** The variables in `group_vars/` and `host_vars/` of one folder, by the name of the group or host. */
export interface VariableFiles {
  readonly groups: ReadonlyMap<string, Variables>
  readonly hosts: ReadonlyMap<string, Variables>
  /** What in the two folders has no effect, and why. */
  readonly remarks: readonly string[]
}

interface Names {
  readonly hosts: Iterable<string>
  readonly groups: Iterable<string>
}

/** As Ansible tries them: the first that exists is read, and no other. */
const EXTENSIONS = ['', '.yml', '.yaml', '.json']
const VAULT_HEAD = '$ANSIBLE_VAULT;'

/**
 * Reads `group_vars/` and `host_vars/` of a folder for some groups and hosts: of each name the file NAME, NAME.yml, NAME.yaml
 * or NAME.json, or all files below the folder NAME, in the order of their names; later files win.
 *
 * @param openVault without it, files that the vault has encrypted as a whole are left out: they cannot say how to log in
 * @param problems errors in the files are added here
 */
export async function readVariableFiles(
  folder: string,
  names: Names,
  openVault: OpenVault | undefined,
  problems: EvenkeelError[],
): Promise<VariableFiles> {
  const reader = new Reader(openVault, problems)
  const [ofGroups, ofHosts] = [join(folder, 'group_vars'), join(folder, 'host_vars')]
  const [groups, hosts] = [[...names.groups], [...names.hosts]]
  const read = { groups: await reader.readAll(ofGroups, groups), hosts: await reader.readAll(ofHosts, hosts) }
  const remarks = [
    ...(await reader.misnamed(ofGroups, { kind: 'group', names: [...groups, ...ALWAYS], others: hosts })),
    ...(await reader.misnamed(ofHosts, { kind: 'host', names: hosts, others: groups })),
    ...[...read.groups.values()].flatMap(lateOrder),
  ]
  return { ...read, remarks }
}

/** Ansible ranks groups before it reads their files. */
function lateOrder(variables: Variables): readonly string[] {
  const entry = variables.get('ansible_group_priority')
  if (entry === undefined) return []
  const { source, offset } = entry.keyPlace
  const where = whereText(source.location(offset))
  return [`${where}: ansible_group_priority has no effect in group_vars, as with Ansible: write it into the inventory`]
}

interface Named {
  readonly kind: 'group' | 'host'
  readonly names: readonly string[]
  /** Hosts if these are groups, and the other way round. */
  readonly others: readonly string[]
}

const MOST_NAMED = 5

/** Groups that every inventory has, if perhaps without a host. */
const ALWAYS = ['all', 'ungrouped']

class Reader {
  readonly #openVault: OpenVault | undefined
  readonly #problems: EvenkeelError[]

  constructor(openVault: OpenVault | undefined, problems: EvenkeelError[]) {
    this.#openVault = openVault
    this.#problems = problems
  }

  async readAll(folder: string, names: Iterable<string>): Promise<ReadonlyMap<string, Variables>> {
    const present = new Set(await this.#namesIn(folder))
    const read = new Map<string, Variables>()
    for (const name of names) {
      const found = EXTENSIONS.map((extension) => `${name}${extension}`).find((file) => present.has(file))
      if (found !== undefined) read.set(name, await this.#variablesBelow(join(folder, found)))
    }
    return read
  }

  /** One remark on the files that belong to no group, or to no host; they may be for another inventory. */
  async misnamed(folder: string, { kind, names, others }: Named): Promise<readonly string[]> {
    const found = (await this.#present(folder)).filter((name) => !name.startsWith('.') && !name.endsWith('~'))
    const read = names.flatMap((name) => EXTENSIONS.map((extension) => `${name}${extension}`))
    // A dot may be part of a name, such as web1.example.org; other files, such as README.md, are none of variables.
    const meant = found.filter((name) => stemOf(name) !== name || extname(name) === '')
    const unknown = meant.filter((name) => !read.includes(name))
    if (unknown.length === 0) return []
    const shown = unknown.slice(0, MOST_NAMED).map((name) => {
      const stem = stemOf(name)
      const near = others.includes(stem) ? undefined : nearest(stem, names)
      if (others.includes(stem)) return `${name} (${stem} is a ${kind === 'group' ? 'host' : 'group'})`
      return near === undefined ? name : `${name} (did you mean ${near}?)`
    })
    const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : ''
    return [`${folder}: not read, as no ${kind} of the inventory has that name: ${shown.join(', ')}${more}`]
  }

  /** Like {@link #namesIn}, without a second error if the folder cannot be read. */
  async #present(folder: string): Promise<readonly string[]> {
    return (await readdir(folder).catch(() => [])).sort()
  }

  /** The variables of a file, or of all files below a folder. */
  async #variablesBelow(path: string): Promise<Variables> {
    const variables = new Map<string, LocatedEntry>()
    for (const file of await this.#filesBelow(path)) {
      for (const [key, entry] of await this.#variablesOf(file)) variables.set(key, entry)
    }
    return variables
  }

  /** Leaves out hidden files, backups, and those with other extensions, as Ansible does. */
  async #filesBelow(path: string): Promise<readonly string[]> {
    if (!(await isFolder(path))) return [path]
    const names = (await this.#namesIn(path)).filter((name) => !name.startsWith('.') && !name.endsWith('~')).sort()
    const files = await Promise.all(
      names.map(async (name) => {
        const isNested = await isFolder(join(path, name))
        if (isNested) return extname(name) === '' ? await this.#filesBelow(join(path, name)) : []
        return EXTENSIONS.includes(extname(name)) ? [join(path, name)] : []
      }),
    )
    return files.flat()
  }

  async #variablesOf(path: string): Promise<Variables> {
    try {
      const source = await this.#open(await readSource(path))
      return source === undefined ? new Map() : entriesOf(source)
    } catch (error) {
      this.#problems.push(...errorsOf(error))
      return new Map()
    }
  }

  /** Undefined for a file that the vault has encrypted, if nobody can open it. */
  async #open(source: Source): Promise<Source | undefined> {
    if (!source.text.startsWith(VAULT_HEAD)) return source
    if (this.#openVault === undefined) return undefined
    const text = await this.#openVault(source.text).catch((error: unknown) => {
      // A password that is missing or wrong is an error of all these files: it is thrown once.
      if (!(error instanceof EvenkeelError) || error.code !== 'input') throw error
      throw errorAt({ source, offset: 0 }, error.message, { hint: error.hint, cause: error })
    })
    return new Source(source.file, text, { literal: true, secret: true, vaulted: true })
  }

  async #namesIn(folder: string): Promise<readonly string[]> {
    try {
      return await readdir(folder)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      this.#problems.push(
        new EvenkeelError('input', `Cannot read the folder ${folder}: ${systemReason(error)}`, { cause: error }),
      )
      return []
    }
  }
}

/** The name without an extension that files of variables have. */
function stemOf(name: string): string {
  const extension = EXTENSIONS.find((one) => one !== '' && name.endsWith(one)) ?? ''
  return extension === '' ? name : name.slice(0, -extension.length)
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

function entriesOf(source: Source): LocatedMap['entries'] {
  const tree = parseSource(source)
  if (tree.type === 'map') return tree.entries
  if (tree.type === 'scalar' && tree.value === null) return new Map()
  const is = tree.type === 'list' ? 'a list' : 'text'
  throw errorAt(tree.place, `Variables must be a map: it is ${is}`, { hint: 'Write each variable as "name: value".' })
}
