import { userInfo } from 'node:os'
import { join, posix } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { command } from '../../engine/resources/command.ts'
import { directory } from '../../engine/resources/directory.ts'
import { file } from '../../engine/resources/file.ts'
import { link } from '../../engine/resources/link.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { me } from '../support/scratch.ts'
import type { Entry, Tree } from './tree.ts'

/** The change of one path: the state before, and the wanted one. */
export type Change =
  | {
      readonly kind: 'file'
      readonly path: string
      readonly before: Kept
      readonly after: Kept
      readonly validator: Validator
    }
  | { readonly kind: 'directory' | 'link'; readonly path: string; readonly before: Kept; readonly after: Kept }
  /** Writes a file. `fails`: half-way. `obstacle`: its undo fails while the file `obstacle` exists. */
  | { readonly kind: 'command'; readonly path: string; readonly fails: boolean; readonly obstacle: boolean }

type Kept = { readonly mode: string; readonly account: number; readonly text: string } | null
type Validator = 'none' | 'before' | 'after' | 'refuses before' | 'refuses after'

/** Possible owners: only root can change an owner. */
const ACCOUNTS =
  userInfo().uid === 0
    ? [
        { uid: 0, name: 'root' },
        { uid: 1, name: 'daemon' },
      ]
    : [{ uid: userInfo().uid, name: me.owner }]

const present = fc.record({
  mode: fc.constantFrom('0644', '0600', '0755'),
  account: fc.nat({ max: ACCOUNTS.length - 1 }),
  text: fc.constantFrom('', 'one', 'two', "it's $(three)", 'four\nlines'),
})
const kept = fc.option(present, { freq: 3 })

const aFile = (path: string): fc.Arbitrary<Change> =>
  fc.record({
    kind: fc.constant('file' as const),
    path: fc.constant(path),
    before: kept,
    after: kept,
    validator: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom<Validator>('none', 'before', 'after') },
      { weight: 1, arbitrary: fc.constantFrom<Validator>('refuses before', 'refuses after') },
    ),
  })
const aDirectory = (path: string): fc.Arbitrary<Change> =>
  fc.record({ kind: fc.constant('directory' as const), path: fc.constant(path), before: kept, after: kept })
const aLink = (path: string): fc.Arbitrary<Change> =>
  fc.record({ kind: fc.constant('link' as const), path: fc.constant(path), before: kept, after: kept })
const aCommand = (path: string): fc.Arbitrary<Change> =>
  fc.record({
    kind: fc.constant('command' as const),
    path: fc.constant(path),
    fails: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    obstacle: fc.oneof({ weight: 7, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  })

/** One to eight changes of different paths, in any order; sometimes not all of them can be made. */
export const changes: fc.Arbitrary<readonly Change[]> = fc
  .tuple(
    aFile('a'),
    aFile('b'),
    aFile('folder/c'),
    aLink('l'),
    aLink('folder/l'),
    aDirectory('folder'),
    aDirectory('deep/er/folder'),
    aCommand('m'),
    aCommand('n'),
  )
  .chain((all) => fc.shuffledSubarray([...all], { minLength: 1, maxLength: 8 }))

/** The folder before these changes. */
export function treeBefore(all: readonly Change[]): Tree {
  let tree: Tree = {}
  for (const change of [...all].sort((one, two) => (one.path < two.path ? -1 : 1))) {
    if (change.kind === 'command' || change.before === null) continue
    tree = { ...withParents(tree, change.path), [change.path]: entryOf(change.kind, change.before) }
  }
  return tree
}

/** The folder after one change; undefined if the change cannot be made. */
export function treeAfter(tree: Tree, change: Change): Tree | undefined {
  const { path } = change
  if (change.kind === 'command') {
    if (change.fails) return undefined
    return { ...tree, [path]: { type: 'file', mode: '0644', owner: userInfo().uid, content: 'whole\n' } }
  }
  if (change.after === null) return without(tree, path)
  const wanted = entryOf(change.kind, change.after)
  if (change.kind === 'directory') return { ...withParents(tree, path), [path]: wanted }
  if (posix.dirname(path) !== '.' && tree[posix.dirname(path)] === undefined) return undefined
  if (isDeepStrictEqual(tree[path], wanted)) return tree
  if (change.kind === 'file' && change.validator.startsWith('refuses')) return undefined
  return { ...tree, [path]: wanted }
}

function without(tree: Tree, path: string): Tree | undefined {
  if (Object.keys(tree).some((other) => other.startsWith(`${path}/`))) return undefined
  const { [path]: _gone, ...rest } = tree
  return rest
}

function withParents(tree: Tree, path: string): Tree {
  const above = posix.dirname(path)
  if (above === '.' || tree[above] !== undefined) return tree
  return { ...withParents(tree, above), [above]: { type: 'directory', mode: '0755', owner: userInfo().uid } }
}

function entryOf(kind: 'file' | 'directory' | 'link', { mode, account, text }: NonNullable<Kept>): Entry {
  const owner = ACCOUNTS[account]?.uid ?? 0
  if (kind === 'link') return { type: 'link', target: targetOf(text) }
  return kind === 'file' ? { type: 'file', mode, owner, content: text } : { type: 'directory', mode, owner }
}

const targetOf = (text: string) => text.split('\n')[0] || 'nowhere'

/** The resource of a change, in a folder; a command with an obstacle fails in undo while the file `obstacle` exists. */
export function resourceOf(change: Change, root: string, obstacle: string): Resource {
  const path = join(root, change.path)
  if (change.kind === 'command') {
    const hurdle = change.obstacle ? `! test -e ${obstacle} || exit 1; ` : ''
    return command({
      name: change.path,
      run: `echo half >${path}; ${change.fails ? 'exit 1' : `echo whole >${path}`}`,
      unless: `test -e ${path}`,
      undo: `${hurdle}rm -f ${path}`,
    })
  }
  if (change.after === null) return { file, directory, link }[change.kind]({ path, state: 'absent' })
  const { mode, account, text } = change.after
  const owner = ACCOUNTS[account]?.name ?? me.owner
  const common = { path, mode, owner, group: me.group }
  switch (change.kind) {
    case 'link':
      return link({ path, target: targetOf(text) })
    case 'directory':
      return directory(common)
    case 'file':
      return file({ ...common, content: text, ...validateOf(change.validator) })
  }
}

function validateOf(validator: Validator): { validate?: string } {
  if (validator === 'none') return {}
  const verdict = validator.startsWith('refuses') ? 'false' : 'true'
  return { validate: validator.endsWith('before') ? `${verdict} %` : verdict }
}
