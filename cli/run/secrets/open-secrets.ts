import { EvenkeelError } from '../../../engine/errors/error.ts'
import { Secret } from '../../../engine/secrets.ts'
import { type LoadedStore, loadStore } from '../../../inventory/secrets/load-store.ts'
import { NOTHING_OPENED, type OpenedSecrets, type WantedSecrets } from '../../../playbooks/opened-secrets.ts'
import type { Io } from '../../io.ts'
import type { Flags } from '../../parse/flags.ts'
import { type Ask, asker } from './ask.ts'
import { openStore } from './open-store.ts'
import { Vault } from './vault.ts'

/**
 * Opens the secrets that a playbook and an inventory name, and asks at most once for each passphrase. An error in the
 * file of secrets is thrown by the look-ups that need it, with their places; a key or a password that is missing or
 * wrong is thrown at once.
 */
export async function openSecrets(
  wanted: WantedSecrets,
  flags: Flags,
  io: Io,
  vault: Vault = new Vault(flags, io),
): Promise<OpenedSecrets> {
  const ask = asker(io)
  const secret = wanted.names.size === 0 ? NOTHING_OPENED.secret : await namedSecrets(wanted.names, flags, io, ask)
  const vaulted = wanted.vaulted ? await vault.valueOpener() : NOTHING_OPENED.vaulted
  return { secret, vaulted }
}

async function namedSecrets(
  names: ReadonlySet<string>,
  flags: Flags,
  io: Io,
  ask: Ask,
): Promise<OpenedSecrets['secret']> {
  const loaded = await resultOf(loadStore(flags.inventory ?? ''))
  if (loaded instanceof EvenkeelError) return () => thrown(loaded)
  const read = await readAll(loaded, names, flags, io, ask)
  return (name) => {
    const found = read.get(name)
    return found instanceof Secret ? found : thrown(found ?? new EvenkeelError('bug', `${name} was not opened`))
  }
}

async function readAll(
  { file }: LoadedStore,
  names: ReadonlySet<string>,
  flags: Flags,
  io: Io,
  ask: Ask,
): Promise<ReadonlyMap<string, Secret | EvenkeelError>> {
  const store = await openStore(file, flags, io, ask)
  const read = new Map<string, Secret | EvenkeelError>()
  for (const name of names) {
    const value = await resultOf(store.read(name))
    read.set(name, value instanceof EvenkeelError ? value : new Secret(value, `secret:${name}`))
  }
  return read
}

async function resultOf<Result>(work: Promise<Result>): Promise<Result | EvenkeelError> {
  return await work.catch((error: unknown) => (error instanceof EvenkeelError ? error : thrown(error)))
}

function thrown(error: unknown): never {
  throw error
}
