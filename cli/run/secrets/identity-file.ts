import { readFile } from 'node:fs/promises'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { Secret } from '../../../engine/secrets.ts'
import { type AgeIdentity, decrypted, recipientOfAgeKey } from '../../../inventory/secrets/age.ts'
import { sshIdentity, sshRecipientText } from '../../../inventory/secrets/ssh-ed25519.ts'
import type { Ask } from './ask.ts'

/** A private key that opens secrets, and its public key. */
export interface OwnKey {
  readonly identity: AgeIdentity
  /** As a file of secrets lists it. */
  readonly recipient: string
}

/** age's own format begins so, and in armor so. */
const ENCRYPTED = /^(?:age-encryption\.org\/v1\n|-----BEGIN AGE ENCRYPTED FILE-----)/
const SSH_KEY = /^-----BEGIN [A-Z ]*PRIVATE KEY-----/m

/**
 * The keys of an identity file: keys of age, a private SSH key, or a file of keys that age encrypted to a passphrase.
 * Throws `input` or `authentication`.
 */
export async function keysIn(path: string, ask: Ask): Promise<readonly OwnKey[]> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw unusable(path, cause instanceof Error && 'code' in cause ? String(cause.code) : 'it cannot be read', cause)
  })
  const text = bytes.toString('latin1')
  if (SSH_KEY.test(text)) return [await sshKeyIn(path, bytes, ask)]
  if (!ENCRYPTED.test(text)) return await ageKeysIn(path, text)
  const passphrase = (await ask(`Passphrase of ${path}`)).reveal()
  const opened = await decrypted(text.startsWith('-----') ? text : bytes, [{ passphrase }])
  if (opened.unopened !== undefined) throw wrongPassphrase(path)
  return await ageKeysIn(path, opened.text)
}

async function ageKeysIn(path: string, text: string): Promise<readonly OwnKey[]> {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (keys.length === 0) throw unusable(path, 'it holds no key')
  return await Promise.all(keys.map((key) => ageKey(path, key)))
}

async function ageKey(path: string, key: string): Promise<OwnKey> {
  if (/^AGE-PLUGIN-/i.test(key)) throw unusable(path, 'plugins of age are not supported')
  // From here on it is a secret that must not be printed.
  const secret = new Secret(key, path)
  const recipient = await recipientOfAgeKey(secret.reveal())
  if (recipient === undefined) throw unusable(path, 'it holds something else than keys of age (AGE-SECRET-KEY-1…)')
  return { identity: key, recipient }
}

async function sshKeyIn(path: string, bytes: Buffer, ask: Ask): Promise<OwnKey> {
  // The SSH library takes a while to load.
  const { openEd25519Key } = await import('../../../engine/host/ed25519-seed.ts')
  const first = openEd25519Key(bytes)
  const key = first.kind === 'encrypted' ? openEd25519Key(bytes, (await ask(`Passphrase of ${path}`)).reveal()) : first
  if (key.kind === 'encrypted') throw wrongPassphrase(path)
  if (key.kind !== 'ed25519') throw unusable(path, SSH_PROBLEMS[key.kind])
  return { identity: sshIdentity(key.publicKey, key.seed), recipient: sshRecipientText(key.publicKey) }
}

const SSH_PROBLEMS = {
  'another type': 'of SSH keys only ssh-ed25519 can be used',
  unreadable: 'it is no private key',
} as const

function unusable(path: string, why: string, cause?: unknown): EvenkeelError {
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'reading it is not permitted',
    EISDIR: 'it is a folder, a file is needed',
  }
  const hint = 'Name the file of another private key by --identity, or by EVENKEEL_IDENTITY.'
  return new EvenkeelError('authentication', `Cannot use the key ${path}: ${known[why] ?? why}`, { cause, hint })
}

function wrongPassphrase(path: string): EvenkeelError {
  const hint = 'To be asked again, run the command once more. --identity names another key.'
  return new EvenkeelError('authentication', `Cannot use the key ${path}: the passphrase is wrong`, { hint })
}
