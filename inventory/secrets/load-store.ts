import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { readSource } from '../../engine/errors/read-source.ts'
import { readStoreFile, type StoreFile } from './store-file.ts'

/** The file of secrets that belongs to an inventory: it stands beside it. */
export function storePath(inventory: string): string {
  return join(dirname(inventory), 'secrets.yml')
}

export interface LoadedStore {
  readonly file: StoreFile
  /** The text as it was read, to notice that somebody else has changed it. */
  readonly text: string
}

/** Reads the file of an inventory; decrypts nothing. Throws `input`. */
export async function loadStore(inventory: string): Promise<LoadedStore> {
  const path = storePath(inventory)
  if ((await stat(path).catch(() => undefined)) === undefined) {
    const hint = `evenkeel secrets init -i ${inventory}`
    throw new EvenkeelError('input', `There is no file of secrets ${path}. Make one:`, { hint })
  }
  const source = await readSource(path)
  return { file: readStoreFile(source), text: source.text }
}
