import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadStore, storePath } from '../../../inventory/secrets/load-store.ts'
import { writeStore } from '../../../inventory/secrets/write-store.ts'
import { INVENTORY } from '../../init/files/inventory-file.ts'
import { newSecrets } from '../../init/new-secrets.ts'
import type { SecretName } from '../../init/topologies/topology.ts'
import type { Io } from '../../io.ts'
import type { Flags } from '../../parse/flags.ts'
import { asker } from '../secrets/ask.ts'
import { newStore } from '../secrets/new-store.ts'
import { openStore } from '../secrets/open-store.ts'

/** Secrets that are ready to be stored. */
export interface PreparedSecrets {
  /** Those that are made now; the others of the playbook are stored already, and stay as they are. */
  readonly made: readonly SecretName[]
  write(): Promise<void>
}

/**
 * Makes the secrets that a playbook needs and that are not stored yet. Reads and asks all that is needed; only `write()`
 * writes the store, and makes the operator's key if there is none. Throws `input`, `authentication` or `declined`.
 */
export async function prepareSecrets(
  folder: string,
  names: readonly SecretName[],
  flags: Flags,
  io: Io,
): Promise<PreparedSecrets> {
  const inventory = join(folder, INVENTORY)
  const path = storePath(inventory)
  if (names.length === 0) return { made: [], write: async () => {} }
  if ((await stat(path).catch(() => undefined)) === undefined) {
    const values = revealed(names)
    return { made: names, write: async () => writeStore(await newStore(path, values, flags, io), undefined) }
  }
  const { file, text } = await loadStore(inventory)
  const made = names.filter((name) => !file.values.has(name))
  if (made.length === 0) return { made, write: async () => {} }
  const store = await openStore(file, flags, io, asker(io))
  const after = await store.with(revealed(made))
  return { made, write: () => writeStore(after, text) }
}

function revealed(names: readonly SecretName[]): ReadonlyMap<string, string> {
  return new Map([...newSecrets(names)].map(([name, secret]) => [name, secret.reveal()]))
}
