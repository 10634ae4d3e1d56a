import { z } from 'zod'
import { sh } from '../shell.ts'
import { isWithin } from './fields/paths.ts'
import { absolutePath, account, mode, presence } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z.strictObject({
  path: absolutePath.describe('Absolute path of the directory. Missing parent directories are created.'),
  state: presence.default('present').describe('Whether the directory is to exist. Only an empty directory is removed.'),
  mode: mode.prefault('0755').describe("Permissions in octal, quoted: '0750'."),
  owner: account.default('root').describe('Name of the owning user.'),
  group: account.default('root').describe('Name of the owning group.'),
})

export type DirectoryInput = z.input<typeof spec>
export type DirectorySpec = z.output<typeof spec>

export type DirectoryState = {
  /** Four octal digits. */
  readonly mode: string
  readonly owner: string
  readonly group: string
}

export const directoryType: ResourceType<DirectoryInput, DirectorySpec, DirectoryState> = {
  kind: 'directory',
  summary: 'A directory with a given mode and owner. It is never removed while it holds files of others.',
  spec,
  name: ({ path }) => path,
  // It makes the folders above it, too.
  mayBring: ({ path }, folder) => isWithin(path, folder),
  desired: ({ state, mode, owner, group }) => (state === 'absent' ? null : { mode, owner, group }),
  probe: ({ path }) => sh`read_directory ${path}`,
  parse(output) {
    const [found, mode = '', owner = '', group = ''] = output.split('\n')
    return { state: found === 'absent' ? null : { mode: mode.padStart(4, '0'), owner, group } }
  },
  stateLines: ({ mode, owner, group }) => [`mode ${mode}, owner ${owner}, group ${group}`],
  converge({ path }, _from, to) {
    if (to === null) return [sh`remove_directory ${path}`]
    return [sh`make_directory ${path} ${to.mode} ${to.owner} ${to.group}`]
  },
}

export const directory = (input: DirectoryInput, placement?: Placement): Resource =>
  makeResource(directoryType, input, placement)
