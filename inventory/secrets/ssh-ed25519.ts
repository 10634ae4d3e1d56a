import { createHash, hkdfSync, randomBytes } from 'node:crypto'
import type { Identity, Recipient } from 'age-encryption'
import { stanzaOf } from './age.ts'
import { bytesOfUnpadded, unpadded } from './base64.ts'
import { unwrapped, wrapped } from './file-key.ts'
import { BASE_POINT, montgomery, x25519 } from './x25519.ts'

const TYPE = 'ssh-ed25519'
const LABEL = 'age-encryption.org/v1/ssh-ed25519'
/** The type and a key of 32 bytes, each behind its length. */
const HEAD = Buffer.concat([Uint8Array.of(0, 0, 0, 11), Buffer.from(TYPE), Uint8Array.of(0, 0, 0, 32)])
const KEY = 32

/** The bytes of a public key in OpenSSH's form (`ssh-ed25519 AAAA…`); undefined if it is none. */
export function sshKeyOf(recipient: string): Uint8Array | undefined {
  const [type, base64 = ''] = recipient.split(' ')
  const blob = Buffer.from(base64, 'base64')
  const isKey = type === TYPE && blob.length === HEAD.length + KEY && blob.subarray(0, HEAD.length).equals(HEAD)
  return isKey && blob.toString('base64') === base64 && montgomery(blob.subarray(-KEY)) ? blob : undefined
}

/** The same text for a public key as bytes. */
export function sshRecipientText(blob: Uint8Array): string {
  return `${TYPE} ${Buffer.from(blob).toString('base64')}`
}

/** age's recipient of this type, as `age -R id_ed25519.pub` writes it: the library does not have it. */
export function sshRecipient(blob: Uint8Array): Recipient {
  const point = pointOf(blob)
  return {
    wrapFileKey: async (fileKey) => {
      const secret = randomBytes(KEY)
      const share = x25519(secret, BASE_POINT)
      const key = wrappingKey({ shared: x25519(secret, point), share, point, blob })
      return [await stanzaOf([TYPE, tagOf(blob), unpadded(share)], wrapped(fileKey, key))]
    },
  }
}

/** @param seed the 32 secret bytes of the private key */
export function sshIdentity(blob: Uint8Array, seed: Uint8Array): Identity {
  const point = pointOf(blob)
  const scalar = createHash('sha512').update(seed).digest().subarray(0, KEY)
  return {
    unwrapFileKey: (stanzas) => {
      for (const { args, body } of stanzas) {
        const share = bytesOfUnpadded(args[2], KEY)
        if (args[0] !== TYPE || args[1] !== tagOf(blob) || share === undefined) continue
        const key = unwrapped(body, wrappingKey({ shared: x25519(scalar, share), share, point, blob }))
        if (key !== null) return key
      }
      return null
    },
  }
}

interface Exchange {
  readonly shared: Uint8Array
  readonly share: Uint8Array
  readonly point: Uint8Array
  readonly blob: Uint8Array
}

/** Mixed with the whole SSH key, so that a stanza for one key never opens with another. */
function wrappingKey({ shared, share, point, blob }: Exchange): Uint8Array {
  const tweak = new Uint8Array(hkdfSync('sha256', new Uint8Array(), blob, LABEL, KEY))
  return new Uint8Array(hkdfSync('sha256', x25519(tweak, shared), Buffer.concat([share, point]), LABEL, KEY))
}

function tagOf(blob: Uint8Array): string {
  return unpadded(createHash('sha256').update(blob).digest().subarray(0, 4))
}

function pointOf(blob: Uint8Array): Uint8Array {
  const point = montgomery(blob.subarray(-KEY))
  if (point === undefined) throw new Error('not a public key of ssh-ed25519')
  return point
}
