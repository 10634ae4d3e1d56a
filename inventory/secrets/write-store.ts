import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { type StoreFile, storeText } from './store-file.ts'

/**
 * Replaces the file atomically. Throws `input` if it is not as it was read: somebody else has written it meanwhile.
 * @param before the text that was read; undefined if there was no file
 */
export async function writeStore(file: StoreFile, before: string | undefined): Promise<void> {
  // A link stays a link.
  const path = await realpath(file.path).catch(() => file.path)
  const candidate = join(dirname(path), `.${basename(path)}.new`)
  const failed = (why: string, cause: unknown, hint?: string) =>
    new EvenkeelError('input', `Cannot write ${file.path}: ${why}`, { cause, hint })
  // Nobody else can have this name at the same time: so it is a lock, too.
  const handle = await open(candidate, 'wx', NEW_MODE).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') throw failed(`there is no folder ${dirname(path)}`, cause)
    if (codeOf(cause) !== 'EEXIST') throw failed(reasonOf(cause), cause)
    throw failed('another evenkeel is writing it', cause, `If none is, remove ${candidate}.`)
  })
  try {
    try {
      await refuseIfChanged(path, before, failed)
      await handle.writeFile(storeText(file))
      const mode = await stat(path).catch(() => undefined)
      if (mode !== undefined) await handle.chmod(mode.mode & 0o777)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(candidate, path)
  } catch (cause) {
    await rm(candidate, { force: true })
    throw cause instanceof EvenkeelError ? cause : failed(reasonOf(cause), cause)
  }
}

const NEW_MODE = 0o644

async function refuseIfChanged(
  path: string,
  before: string | undefined,
  failed: (why: string, cause: unknown) => EvenkeelError,
): Promise<void> {
  const now = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw cause
  })
  if (now === before) return
  throw failed(before === undefined ? 'it is there already' : 'somebody else has changed it meanwhile', undefined)
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
