import { closeSync, constants, fsyncSync, lstatSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { mkdtemp, open, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/** The numbers of tmpfs and ramfs in statfs(2). */
const IN_MEMORY: ReadonlySet<number> = new Set([0x01021994, 0x858458f6])

/** The first of the folders that is in memory, and writable; undefined if none is. */
export async function folderInMemory(candidates: readonly string[]): Promise<string | undefined> {
  for (const folder of candidates) {
    const found = await statfs(folder).catch(() => undefined)
    if (found !== undefined && IN_MEMORY.has(found.type)) return folder
  }
  return undefined
}

/**
 * Writes clear text into a private folder while `work` uses the file; then everything in the folder is overwritten and
 * removed, also what an editor has left there. If the terminal closes meanwhile, that is done at once.
 */
export async function withClearText<Result>(
  parent: string,
  clear: string,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(parent, 'evenkeel-secrets-'))
  const hangUp = () => {
    wipe(folder)
    process.kill(process.pid, 'SIGHUP')
  }
  process.once('SIGHUP', hangUp)
  try {
    const path = join(folder, 'secrets.yml')
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(clear).finally(() => file.close())
    return await work(path)
  } finally {
    process.off('SIGHUP', hangUp)
    wipe(folder)
  }
}

/** Synchronous: a process that is about to end has no time for promises. */
function wipe(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) overwrite(join(folder, name))
  rmSync(folder, { recursive: true, force: true })
}

function overwrite(path: string): void {
  const found = lstatSync(path)
  if (!found.isFile()) return
  const file = openSync(path, constants.O_WRONLY | constants.O_NOFOLLOW)
  try {
    writeSync(file, Buffer.alloc(found.size), 0, found.size, 0)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
