import { EvenkeelError } from '../../../engine/errors/error.ts'
import { type AgeIdentity, decrypted } from '../../../inventory/secrets/age.ts'
import { NO_IDENTITY_FITS, SecretStore } from '../../../inventory/secrets/store.ts'
import type { StoreFile } from '../../../inventory/secrets/store-file.ts'
import type { Io } from '../../io.ts'
import type { Flags } from '../../parse/flags.ts'
import type { Ask } from './ask.ts'
import { keysIn } from './identity-file.ts'
import { defaultKeyFile, keyFiles } from './own-keys.ts'

/** Opens a store with the operator's keys, else by its passphrase. Throws `input` or `authentication`. */
export async function openStore(file: StoreFile, flags: Flags, io: Io, ask: Ask): Promise<SecretStore> {
  const paths = await keyFiles(file.recipients, flags, io)
  const keys = await Promise.all(paths.map((path) => keysIn(path, ask)))
  const identities = keys.flat().map(({ identity }) => identity)
  const store = await SecretStore.open(file, identities)
  if (store !== NO_IDENTITY_FITS) return store
  if (file.passphraseKey === undefined) throw noKeyFits(file, paths, io)
  const opened = await SecretStore.open(file, [await keyBehindPassphrase(file, file.passphraseKey, ask)])
  if (opened === NO_IDENTITY_FITS) throw noKeyFits(file, [...paths, 'the key behind the passphrase'], io)
  return opened
}

async function keyBehindPassphrase(file: StoreFile, sealed: string, ask: Ask): Promise<AgeIdentity> {
  const passphrase = (await ask(`Passphrase of ${file.path}`)).reveal()
  const { text, unopened } = await decrypted(sealed, [{ passphrase }])
  if (text !== undefined) return text
  const isDamaged = unopened === 'damaged'
  const why = isDamaged ? 'its passphrase_key is damaged' : 'the passphrase is wrong'
  const again = isDamaged
    ? 'Take the file from a backup or from git, or open it by a key:'
    : 'To be asked again, run the command once more. Or open it by a key:'
  throw new EvenkeelError('authentication', `Cannot open ${file.path}: ${why}`, {
    hint: `${again} --identity FILE. ${keysNeeded(file)}`,
  })
}

function noKeyFits(file: StoreFile, tried: readonly string[], io: Io): EvenkeelError {
  const why =
    tried.length === 0 ? `there is no key in ${defaultKeyFile(io)}` : `it is not encrypted to ${tried.join(' or ')}`
  const hint = `Name the file of a private key by --identity, or by EVENKEEL_IDENTITY. ${keysNeeded(file)}`
  return new EvenkeelError('authentication', `Cannot open ${file.path}: ${why}`, { hint })
}

/** With a recipient on each line. */
function keysNeeded({ recipients }: StoreFile): string {
  return ['One of these public keys is needed:', ...recipients.map((one) => `  ${one}`)].join('\n')
}
