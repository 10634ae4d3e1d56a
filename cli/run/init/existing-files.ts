import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { systemReason } from '../../../engine/errors/system-reason.ts'
import type { NewFile } from '../../init/files/files.ts'
import { isSameSchema } from './schema-files.ts'

/** The files that would replace others with other content; init's own record and schemas are none, if they are such. */
export async function clashes(
  folder: string,
  files: readonly NewFile[],
  isOurRecord: boolean,
): Promise<readonly string[]> {
  const found = await Promise.all(
    files.map(async ({ name, text, kind }) => {
      const before = await contentOf(join(folder, name))
      if (before === undefined || before === text) return []
      const isOurs = kind === 'record' ? isOurRecord : kind === 'schema' && isSameSchema(before, text)
      return isOurs ? [] : [name]
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
