import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { systemReason } from '../../../engine/errors/system-reason.ts'
import type { NewFile } from '../../init/files/files.ts'

/** The files that would replace others with other content; init's own record is none, if it was readable as such. */
export async function clashes(
  folder: string,
  files: readonly NewFile[],
  isOurRecord: boolean,
): Promise<readonly string[]> {
  const found = await Promise.all(
    files.map(async ({ name, text, isRecord }) => {
      const before = await contentOf(join(folder, name))
      return before === undefined || before === text || (isRecord === true && isOurRecord) ? [] : [name]
    }),
  )
  return found.flat()
}

/** Throws `input` if the folder is something else. */
export async function refuseUnusable(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined || found.isDirectory()) return
  throw new EvenkeelError('input', `Cannot write into ${folder}: it is no folder. Nothing was written.`)
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new EvenkeelError('input', `Cannot read ${path}: ${systemReason(cause)}. Nothing was written.`, { cause })
  }
}
