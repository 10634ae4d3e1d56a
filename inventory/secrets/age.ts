import type { Identity, Recipient } from 'age-encryption'

/** Something that opens what is encrypted: an age key (`AGE-SECRET-KEY-1…`), an SSH key, or a passphrase. */
export type AgeIdentity = string | Identity | { readonly passphrase: string }
/** Something to encrypt to: an age recipient (`age1…`), or an SSH key. */
export type AgeRecipient = string | Recipient

/** The library takes a while to load: only commands that open or write secrets need it. */
async function library() {
  return await import('age-encryption')
}

/** Returns the text in age's armor. */
export async function encrypted(text: string, recipients: readonly AgeRecipient[]): Promise<string> {
  const { Encrypter, armor } = await library()
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  return armor.encode(await encrypter.encrypt(text))
}

/** As age does by default: the base-2 logarithm of scrypt's cost. */
const SCRYPT_COST = 18

/** Encrypts to a passphrase alone: age allows no other recipient beside one. */
export async function encryptedToPassphrase(text: string, passphrase: string, cost = SCRYPT_COST): Promise<string> {
  const { Encrypter, armor } = await library()
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  encrypter.setScryptWorkFactor(cost)
  return armor.encode(await encrypter.encrypt(text))
}

/** The text, or why there is none. */
export type Opened =
  | { readonly text: string; readonly unopened?: undefined }
  | { readonly text?: undefined; readonly unopened: 'no identity fits' | 'damaged' }

const NO_IDENTITY = /^no identity matched/

/**
 * Decrypts what age encrypted, in armor or as bytes. Errors of the library are not passed on: they could quote what was
 * decrypted.
 */
export async function decrypted(sealed: string | Uint8Array, identities: readonly AgeIdentity[]): Promise<Opened> {
  const { Decrypter, armor } = await library()
  const decrypter = new Decrypter()
  for (const identity of identities) {
    if (typeof identity === 'object' && 'passphrase' in identity) decrypter.addPassphrase(identity.passphrase)
    else decrypter.addIdentity(identity)
  }
  try {
    const bytes = await decrypter.decrypt(typeof sealed === 'string' ? armor.decode(sealed) : sealed)
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    const isForeign = error instanceof Error && NO_IDENTITY.test(error.message)
    return { unopened: isForeign ? 'no identity fits' : 'damaged' }
  }
}

/** A new key of age, as identity files hold it. */
export async function newAgeKey(): Promise<string> {
  return await (await library()).generateX25519Identity()
}

/** `age1…` of an age key; undefined if the key is none. */
export async function recipientOfAgeKey(key: string): Promise<string | undefined> {
  const { identityToRecipient } = await library()
  return await identityToRecipient(key).catch(() => undefined)
}

/** Whether the library can encrypt to this recipient (`age1…`). */
export async function isAgeRecipient(recipient: string): Promise<boolean> {
  const { Encrypter } = await library()
  try {
    new Encrypter().addRecipient(recipient)
    return true
  } catch {
    return false
  }
}

/** One entry of age's header. */
export async function stanzaOf(args: string[], body: Uint8Array) {
  const { Stanza } = await library()
  return new Stanza(args, body)
}
