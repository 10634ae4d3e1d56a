import { readFile, stat } from 'node:fs/promises'
import { EvenkeelError } from './error.ts'
import { nearFile } from './near-file.ts'
import { Source } from './source.ts'
import { systemReason } from './system-reason.ts'

/** bytes */
const LARGEST_FILE = 5_000_000

/** Reads a text file; throws `input` if it is missing, too large, or not text. */
export async function readSource(path: string): Promise<Source> {
  try {
    const { size } = await stat(path)
    if (size > LARGEST_FILE)
      throw new EvenkeelError('input', `Cannot read ${path}: it has ${size} bytes, at most 5 MB are read`)
    return decodeSource(path, await readFile(path))
  } catch (error) {
    if (error instanceof EvenkeelError) throw error
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const hint = isMissing ? await nearFile(path) : undefined
    throw new EvenkeelError('input', `Cannot read ${path}: ${systemReason(error)}`, { cause: error, hint })
  }
}

export function decodeSource(file: string, bytes: Uint8Array, options: { readonly literal?: boolean } = {}): Source {
  try {
    // The decoder removes a byte order mark.
    return new Source(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes), options)
  } catch (cause) {
    throw new EvenkeelError('input', `Cannot read ${file}: it is not UTF-8 text`, { cause })
  }
}
