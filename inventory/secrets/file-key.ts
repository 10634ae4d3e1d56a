import { createCipheriv, createDecipheriv } from 'node:crypto'

const CIPHER = 'chacha20-poly1305'
const TAG = 16
/** Each wrapping key is used once: so age fixes the nonce. */
const NONCE = new Uint8Array(12)

/** Encrypts age's file key with a wrapping key, as the body of a stanza. */
export function wrapped(fileKey: Uint8Array, key: Uint8Array): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, NONCE, { authTagLength: TAG })
  return Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()])
}

/** The file key; null if the wrapping key is another one, or the body was changed. */
export function unwrapped(body: Uint8Array, key: Uint8Array): Uint8Array | null {
  if (body.length !== 16 + TAG) return null
  try {
    const decipher = createDecipheriv(CIPHER, key, NONCE, { authTagLength: TAG })
    decipher.setAuthTag(body.subarray(-TAG))
    return Buffer.concat([decipher.update(body.subarray(0, -TAG)), decipher.final()])
  } catch {
    return null
  }
}
