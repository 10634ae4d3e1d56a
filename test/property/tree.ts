import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/**
 * What an undo must bring back besides: that a file is the same one, its names and times, and its attributes, such as an ACL,
 * where this machine has the programs that read them. A link, too, is the same one. A directory that is written into has
 * other times.
 */
export type Facts = Readonly<Record<string, string>>

/** The facts of a whole folder, by path. */
export function readFacts(root: string): Facts {
  const tree = readTree(root)
  const paths = Object.keys(tree).filter((path) => tree[path]?.type !== 'directory')
  const attributes = attributesOf(paths.filter((path) => tree[path]?.type === 'file').map((path) => join(root, path)))
  return Object.fromEntries(
    paths.map((path) => {
      const { ino, gid, nlink, mtimeMs, blocks } = lstatSync(join(root, path))
      return [path, [ino, gid, nlink, mtimeMs, blocks, attributes.get(join(root, path)) ?? ''].join(' ')]
    }),
  )
}

/** Both programs print a block for each file, which begins with its name. */
function attributesOf(paths: readonly string[]): Map<string, string> {
  if (paths.length === 0) return new Map()
  const printed = [
    spawnSync('getfacl', ['-pn', ...paths], { encoding: 'utf8' }).stdout ?? '',
    spawnSync('getfattr', ['--absolute-names', '-dhm', '-', '-e', 'hex', ...paths], { encoding: 'utf8' }).stdout ?? '',
  ]
  const found = new Map<string, string>()
  for (const block of printed
    .join('\n')
    .split(/^# file: /m)
    .slice(1)) {
    const [path = '', ...lines] = block.trim().split('\n')
    found.set(path, [found.get(path) ?? '', ...lines].join(' '))
  }
  return found
}

/** One thing in a folder, with all its properties. */
export type Entry =
  | { readonly type: 'file'; readonly mode: string; readonly owner: number; readonly content: string }
  | { readonly type: 'directory'; readonly mode: string; readonly owner: number }
  | { readonly type: 'link'; readonly target: string }

/** A whole folder, by path; a directory comes before its content. */
export type Tree = Readonly<Record<string, Entry>>

export function readTree(root: string, inside = ''): Tree {
  const entries: [string, Entry][] = []
  for (const name of readdirSync(join(root, inside)).sort()) {
    const path = inside === '' ? name : `${inside}/${name}`
    const entry = readEntry(join(root, path))
    entries.push([path, entry])
    if (entry.type === 'directory') entries.push(...Object.entries(readTree(root, path)))
  }
  return Object.fromEntries(entries)
}

function readEntry(path: string): Entry {
  const status = lstatSync(path)
  const mode = (status.mode & 0o7777).toString(8).padStart(4, '0')
  if (status.isSymbolicLink()) return { type: 'link', target: readlinkSync(path) }
  if (status.isDirectory()) return { type: 'directory', mode, owner: status.uid }
  return { type: 'file', mode, owner: status.uid, content: readFileSync(path, 'utf8') }
}

export function writeTree(root: string, tree: Tree): void {
  for (const [name, entry] of Object.entries(tree)) {
    const path = join(root, name)
    if (entry.type === 'link') symlinkSync(entry.target, path)
    else {
      if (entry.type === 'directory') mkdirSync(path)
      else writeFileSync(path, entry.content)
      chownSync(path, entry.owner, -1)
      if (entry.type === 'file') adorn(path)
      chmodSync(path, Number.parseInt(entry.mode, 8))
    }
  }
}

/** Gives a file what is easily lost, which one depends on its name: an old time, an ACL, an attribute. */
function adorn(path: string): void {
  utimesSync(path, 1_000_000_000, 1_000_000_000)
  if (path.endsWith('a')) spawnSync('setfacl', ['-m', 'u:daemon:r--', path])
  if (path.endsWith('b')) spawnSync('setfattr', ['-n', 'user.note', '-v', 'mine', path])
}
