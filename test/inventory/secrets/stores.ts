import { Source } from '../../../engine/errors/source.ts'
import { newAgeKey, recipientOfAgeKey } from '../../../inventory/secrets/age.ts'
import { recipientOf, type StoreRecipient } from '../../../inventory/secrets/recipients.ts'
import { NO_IDENTITY_FITS, SecretStore, storeOf } from '../../../inventory/secrets/store.ts'
import { readStoreFile, type StoreFile, storeText } from '../../../inventory/secrets/store-file.ts'

/** A key of age and its recipient. */
export interface Person {
  readonly key: string
  readonly recipient: StoreRecipient
}

export async function person(comment = ''): Promise<Person> {
  const key = await newAgeKey()
  return { key, recipient: await recipientOf(`${await recipientOfAgeKey(key)} ${comment}`) }
}

export async function storeFor(
  people: readonly Person[],
  values: Readonly<Record<string, string>>,
): Promise<StoreFile> {
  const recipients = people.map(({ recipient }) => recipient)
  return await storeOf('secrets.yml', { recipients, passphraseKey: undefined, values: new Map(Object.entries(values)) })
}

/** Opens what was written, after it was read again. */
export async function opened(file: StoreFile, ...keys: readonly string[]): Promise<SecretStore> {
  const store = await SecretStore.open(readStoreFile(new Source('secrets.yml', storeText(file))), keys)
  if (store === NO_IDENTITY_FITS) throw new Error(NO_IDENTITY_FITS)
  return store
}
