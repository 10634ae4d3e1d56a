import { userInfo } from 'node:os'
import { recipientOf } from '../../../inventory/secrets/recipients.ts'
import { storeOf } from '../../../inventory/secrets/store.ts'
import type { StoreFile } from '../../../inventory/secrets/store-file.ts'
import type { Io } from '../../io.ts'
import type { Flags } from '../../parse/flags.ts'
import { asker } from './ask.ts'
import { newPassphrase } from './new-passphrase.ts'
import { keysForNewStore } from './own-keys.ts'
import { uniqueRecipients } from './unique-recipients.ts'

/**
 * A new file of secrets with these values, for the operator's own key or a passphrase, and for further recipients. Makes a
 * key if the operator has none; the file itself is not written. Throws `input`, `authentication` or `declined`.
 */
export async function newStore(
  path: string,
  values: ReadonlyMap<string, string>,
  flags: Flags,
  io: Io,
): Promise<StoreFile> {
  const further = await Promise.all(flags.recipient.map(recipientOf))
  const passphrase = flags.passphrase ? await newPassphrase(asker(io)) : undefined
  const own = flags.passphrase ? [] : await keysForNewStore(flags, io, asker(io))
  const ours = await Promise.all(own.map(({ recipient }) => recipientOf(`${recipient} ${userInfo().username}`)))
  const recipients = uniqueRecipients([...(passphrase === undefined ? ours : [passphrase.recipient]), ...further])
  return await storeOf(path, { recipients, passphraseKey: passphrase?.passphraseKey, values })
}
