import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

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
      chmodSync(path, Number.parseInt(entry.mode, 8))
    }
  }
}
