import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { systemReason } from '../../../engine/errors/system-reason.ts'
import type { NewFile } from '../../init/files/files.ts'

/**
 * Writes all files or none: each beside its place first, and then all at their places. `secrets` is called between the two:
 * what it throws leaves no file behind. Throws `input`.
 *
 * @param stop aborted by Ctrl-C; the files are then not put at their places
 */
export async function writeFiles(
  folder: string,
  files: readonly NewFile[],
  secrets: () => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  const made = await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw failed(folder, cause)
  })
  const candidates = files.map(({ name, text }) => ({
    path: join(folder, name),
    candidate: candidateOf(folder, name),
    text,
  }))
  try {
    for (const { path, candidate, text } of candidates)
      await writeFile(candidate, text, { flag: 'wx' }).catch((cause: unknown) => {
        throw failed(path, cause, isTaken(cause) ? `If no other evenkeel runs, remove ${candidate}.` : undefined)
      })
    if (stop.aborted) throw new EvenkeelError('declined', 'Interrupted. Nothing was written.')
    await secrets()
    for (const { path, candidate } of candidates) await rename(candidate, path)
  } catch (error) {
    await Promise.all(candidates.map(({ candidate }) => rm(candidate, { force: true })))
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error instanceof EvenkeelError ? error : failed(folder, error)
  }
}

function candidateOf(folder: string, name: string): string {
  return join(folder, `.${name}.new`)
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
}

function failed(path: string, cause: unknown, hint?: string): EvenkeelError {
  return new EvenkeelError('input', `Cannot write ${path}: ${systemReason(cause)}. Nothing was written.`, {
    cause,
    hint,
  })
}
