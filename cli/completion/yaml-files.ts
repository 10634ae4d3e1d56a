import { open, readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { ANY_FILE, type Candidate, type Completion } from './completion.ts'

/** Files that could be a playbook, and folders. */
export function playbooksLike(word: string): Promise<Completion> {
  return pathsLike(word, async ({ path }) => isData(path) && isPlaybook(await headOf(path)))
}

/** Files that could be an inventory, and folders. */
export function inventoriesLike(word: string): Promise<Completion> {
  return pathsLike(word, async ({ path, isExecutable }) => {
    if (extname(path) === '.ini') return true
    if (!isData(path)) return isExecutable
    const head = await headOf(path)
    return !isPlaybook(head) && GROUPS.test(head)
  })
}

interface FoundFile {
  readonly path: string
  readonly isExecutable: boolean
}

/** If none is wanted, the shell lists all files: a name that nobody expected can still be completed. */
async function pathsLike(word: string, isWanted: (file: FoundFile) => Promise<boolean>): Promise<Completion> {
  // The shell knows what a tilde stands for.
  if (word.startsWith('~')) return ANY_FILE
  const folder = word.slice(0, word.lastIndexOf('/') + 1)
  const start = word.slice(folder.length)
  const names = await readdir(folder === '' ? '.' : folder).catch(() => [])
  const listed = names.filter((name) => name.startsWith(start) && (start !== '' || !name.startsWith('.'))).sort()
  const found = await Promise.all(listed.map((name) => candidateOf(folder, name, isWanted)))
  const candidates = found.filter((one) => one !== undefined)
  return candidates.length === 0 ? ANY_FILE : { kind: 'paths', candidates }
}

async function candidateOf(
  folder: string,
  name: string,
  isWanted: (file: FoundFile) => Promise<boolean>,
): Promise<Candidate | undefined> {
  const found = await stat(join(folder, name)).catch(() => undefined)
  if (found?.isDirectory()) return { value: `${folder}${name}/` }
  if (!found?.isFile()) return undefined
  const file = { path: join(folder, name), isExecutable: (found.mode & 0o111) !== 0 }
  return (await isWanted(file)) ? { value: `${folder}${name}` } : undefined
}

/** A JSON Schema of our own has the keys of the files that it describes. */
function isData(path: string): boolean {
  return ['.yml', '.yaml', '.json'].includes(extname(path)) && !path.endsWith('.schema.json')
}

/** Only a file at whose top level `plays` stands is a playbook. */
function isPlaybook(head: string): boolean {
  return /^(?:\{.*)?["']?\bplays["']?[ \t]*:|^[ \t]+"plays"[ \t]*:/m.test(head)
}

const GROUPS = /\b(?:hosts|children)["']?[ \t]*:/

/** bytes */
const HEAD = 64 * 1024

/** The beginning of a file; empty if it cannot be read. */
async function headOf(path: string): Promise<string> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } catch {
    return ''
  }
}
