import crypto, { type KeyObject } from 'node:crypto'

/** A key exchange that stays secret if one of its two parts is broken, by a quantum computer or otherwise. */
export interface Hybrid {
  /** What is sent to the host. */
  readonly share: Buffer
  /** The secret, of what the host has sent. Throws if that is invalid. */
  secret(share: Buffer): Buffer
}

export const HYBRID = 'mlkem768x25519-sha256'
export const HYBRID_HASH = 'sha256'

/** Lengths in bytes. */
const ML_KEM_KEY = 1184
const ML_KEM_CIPHERTEXT = 1088
const X25519_KEY = 32

/** What stands before the 32 bytes of an X25519 key in DER. */
const X25519_HEAD = Buffer.from('302a300506032b656e032100', 'hex')

/** Starts `mlkem768x25519-sha256`, which OpenSSH prefers since its version 10. */
export function startHybrid(): Hybrid {
  const lattice = crypto.generateKeyPairSync('ml-kem-768')
  const curve = crypto.generateKeyPairSync('x25519')
  return {
    share: Buffer.concat([lastBytes(lattice.publicKey, ML_KEM_KEY), lastBytes(curve.publicKey, X25519_KEY)]),
    secret: (share) => {
      if (share.length !== ML_KEM_CIPHERTEXT + X25519_KEY) throw new RangeError('its length is wrong')
      const hosts = Buffer.concat([X25519_HEAD, share.subarray(ML_KEM_CIPHERTEXT)])
      const publicKey = crypto.createPublicKey({ key: hosts, format: 'der', type: 'spki' })
      const secrets = [
        crypto.decapsulate(lattice.privateKey, share.subarray(0, ML_KEM_CIPHERTEXT)),
        crypto.diffieHellman({ privateKey: curve.privateKey, publicKey }),
      ]
      return crypto.createHash(HYBRID_HASH).update(Buffer.concat(secrets)).digest()
    },
  }
}

function lastBytes(key: KeyObject, length: number): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(-length)
}

let supported: boolean | undefined

/** Node has ML-KEM since its version 24.7, if it was built with a library that does. */
export function hasHybrid(): boolean {
  supported ??= isSupported()
  return supported
}

function isSupported(): boolean {
  if (typeof crypto.decapsulate !== 'function') return false
  try {
    startHybrid()
    return true
  } catch {
    return false
  }
}
