import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto'

/** The fixed beginnings of an X25519 key in PKCS #8 and SPKI: Node takes no raw keys. */
const PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex')
const PUBLIC = Buffer.from('302a300506032b656e032100', 'hex')

/** The point of the curve from which public keys are computed. */
export const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31))

/** X25519. Throws if the result is zero, as age demands. */
export function x25519(scalar: Uint8Array, point: Uint8Array): Uint8Array {
  const privateKey = createPrivateKey({ key: Buffer.concat([PRIVATE, scalar]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey({ key: Buffer.concat([PUBLIC, point]), format: 'der', type: 'spki' })
  return diffieHellman({ privateKey, publicKey })
}

/** The prime of Curve25519. */
const P = 2n ** 255n - 19n

/** The X25519 public key that belongs to an Ed25519 one: u = (1 + y) / (1 - y). Undefined if there is none. */
export function montgomery(edwards: Uint8Array): Uint8Array | undefined {
  const y = littleEndian(edwards) & (2n ** 255n - 1n)
  if (y >= P || y === 1n) return undefined
  const u = ((1n + y) * inverse((1n - y + P) % P)) % P
  return bytesOf(u)
}

/** By Fermat: x^(P-2). */
function inverse(x: bigint): bigint {
  let [result, base] = [1n, x]
  for (let exponent = P - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % P
    base = (base * base) % P
  }
  return result
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`)
}

function bytesOf(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse()
}
