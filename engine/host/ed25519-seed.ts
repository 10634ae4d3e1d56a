import { createPrivateKey } from 'node:crypto'
import { openPrivateKey } from './ssh.ts'

/** A private SSH key of the type ssh-ed25519, for other uses than logging in. */
export interface Ed25519Key {
  readonly kind: 'ed25519'
  /** The public key, as SSH sends it. */
  readonly publicKey: Uint8Array
  /** The 32 secret bytes. */
  readonly seed: Uint8Array
}

/** Opens a private SSH key; `encrypted` without its passphrase, or with a wrong one. */
export function openEd25519Key(
  bytes: Buffer,
  passphrase?: string,
): Ed25519Key | { readonly kind: 'encrypted' } | { readonly kind: 'unreadable' } | { readonly kind: 'another type' } {
  const opened = openPrivateKey(bytes, passphrase)
  if (opened.kind !== 'key') return { kind: opened.kind }
  const key = createPrivateKey(opened.pem())
  const { d } = key.asymmetricKeyType === 'ed25519' ? key.export({ format: 'jwk' }) : {}
  if (d === undefined) return { kind: 'another type' }
  return { kind: 'ed25519', publicKey: opened.publicKey, seed: Buffer.from(d, 'base64url') }
}
