import { EvenkeelError } from '../../../engine/errors/error.ts'
import { encryptedToPassphrase, newAgeKey, recipientOfAgeKey } from '../../../inventory/secrets/age.ts'
import { recipientOf, type StoreRecipient } from '../../../inventory/secrets/recipients.ts'
import { type Ask, askTwice } from './ask.ts'

/** The comment of the recipient whose key is in the store, behind the passphrase. */
export const BY_PASSPHRASE = 'passphrase'

const SHORTEST = 8

/** Asks for a passphrase, and makes a key that it opens. So a store can have a passphrase and other recipients. */
export async function newPassphrase(
  ask: Ask,
): Promise<{ readonly recipient: StoreRecipient; readonly passphraseKey: string }> {
  const passphrase = await askTwice(ask, 'New passphrase of the secrets')
  if (passphrase.length < SHORTEST)
    throw new EvenkeelError('usage', `A passphrase needs at least ${SHORTEST} characters. Nothing was changed.`)
  const key = await newAgeKey()
  return {
    recipient: await recipientOf(`${await recipientOfAgeKey(key)} ${BY_PASSPHRASE}`),
    passphraseKey: await encryptedToPassphrase(key, passphrase),
  }
}
