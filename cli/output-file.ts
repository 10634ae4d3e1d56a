import { access, constants, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EvenkeelError } from '../engine/errors/error.ts'

/** A file that a flag names, and that a command writes. */
export interface OutputFile {
  readonly path: string
  /** The words for its content in messages, such as `the plan`. */
  readonly what: string
  /** Permissions, of which the umask takes some away. */
  readonly mode: number
}

/** Writes a file so that readers find the old one or the whole new one. Throws `usage`. */
export async function writeOutput({ path, what, mode }: OutputFile, text: string): Promise<void> {
  const candidate = `${path}.${process.pid}.new`
  try {
    const file = await open(candidate, 'wx', mode)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(candidate, path)
  } catch (cause) {
    await rm(candidate, { force: true }).catch(() => undefined)
    throw new EvenkeelError('usage', `Cannot save ${what} as ${path}: ${fileReason(cause)}`, { cause })
  }
}

/** Throws `usage` if {@link writeOutput} could not write there: before hosts are asked for what could not be saved. */
export async function refuseUnwritable({ path, what }: OutputFile): Promise<void> {
  const refuse = (why: string) => new EvenkeelError('usage', `Cannot save ${what} as ${path}: ${why}`)
  const folder = dirname(path)
  if (await isFolder(path)) throw refuse('it is a folder.')
  if (!(await isFolder(folder))) throw refuse(`there is no folder ${folder}.`)
  await access(folder, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw refuse(fileReason(cause))
  })
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/** Why a file cannot be read or written, as a sentence. */
export function fileReason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return 'there is no such file or folder.'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied.'
  if (code === 'EROFS') return 'its file system is read-only.'
  if (code === 'EISDIR') return 'it is a folder.'
  return cause instanceof Error ? cause.message : String(cause)
}
