import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
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
  const candidates = files.map(({ name, text }) => ({
    path: join(folder, name),
    candidate: candidateOf(join(folder, name)),
    text,
  }))
  const made: string[] = []
  const begun: string[] = []
  try {
    for (const one of new Set([folder, ...candidates.map(({ path }) => dirname(path))])) made.push(...(await make(one)))
    for (const { path, candidate, text } of candidates) {
      // Another evenkeel may be writing it: then it is not ours to delete.
      await writeFile(candidate, '', { flag: 'wx' }).catch((cause: unknown) => {
        throw failed(path, cause, isTaken(cause) ? `If no other evenkeel runs, remove ${candidate}.` : undefined)
      })
      begun.push(candidate)
      await writeFile(candidate, text)
    }
    if (stop.aborted) throw new EvenkeelError('declined', 'Interrupted. Nothing was written.')
    await secrets()
    for (const { path, candidate } of candidates) await rename(candidate, path)
  } catch (error) {
    await Promise.all(begun.map((candidate) => rm(candidate, { force: true })))
    for (const one of made) await rm(one, { recursive: true, force: true })
    throw error instanceof EvenkeelError ? error : failed(folder, error)
  }
}

/** Makes a folder, and those above it. Returns the uppermost one that was made, if any. */
async function make(folder: string): Promise<readonly string[]> {
  const first = await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw failed(folder, cause)
  })
  return first === undefined ? [] : [first]
}

function candidateOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.new`)
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
}

function failed(path: string, cause: unknown, hint?: string): EvenkeelError {
  return new EvenkeelError('input', `Cannot write ${path}: ${systemReason(cause, 'writing')}. Nothing was written.`, {
    cause,
    hint,
  })
}
