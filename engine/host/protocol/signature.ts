import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import { numberField, WireReader } from './wire.ts'

/** Hashes of signatures by their name in SSH. SHA-1 (`ssh-rsa`) is not among them. */
const HASHES: Readonly<Record<string, { readonly key: string; readonly hash: string | null }>> = {
  'ssh-ed25519': { key: 'ssh-ed25519', hash: null },
  'ecdsa-sha2-nistp256': { key: 'ecdsa-sha2-nistp256', hash: 'sha256' },
  'ecdsa-sha2-nistp384': { key: 'ecdsa-sha2-nistp384', hash: 'sha384' },
  'ecdsa-sha2-nistp521': { key: 'ecdsa-sha2-nistp521', hash: 'sha512' },
  'rsa-sha2-256': { key: 'ssh-rsa', hash: 'sha256' },
  'rsa-sha2-512': { key: 'ssh-rsa', hash: 'sha512' },
}

/**
 * Whether the signature is one of the key, with an algorithm that is not weak. Both are as SSH sends them. False for
 * types of keys that evenkeel does not have.
 */
export function isSignedBy(publicKey: Buffer, data: Buffer, signature: Buffer): boolean {
  try {
    const key = new WireReader(publicKey)
    const type = key.text()
    const fields = new WireReader(signature)
    const algorithm = HASHES[fields.text()]
    if (algorithm?.key !== type) return false
    const bytes = fields.bytes()
    if (type === 'ssh-ed25519') return verify(null, data, ed25519Key(key), bytes)
    if (type === 'ssh-rsa') return verify(algorithm.hash, data, rsaKey(key), bytes)
    const { key: curveKey, size } = curve(key)
    return verify(algorithm.hash, data, { key: curveKey, dsaEncoding: 'ieee-p1363' }, rawPair(bytes, size))
  } catch {
    return false
  }
}

function ed25519Key(key: WireReader): KeyObject {
  return fromJwk({ kty: 'OKP', crv: 'Ed25519', x: key.bytes().toString('base64url') })
}

/** Shorter keys are refused, as OpenSSH refuses them by default. */
const SHORTEST_RSA = 2048

function rsaKey(key: WireReader): KeyObject {
  const [e, n] = [key.bytes(), withoutSign(key.bytes())]
  if (n.length * 8 < SHORTEST_RSA) throw new RangeError('the key is too short')
  return fromJwk({ kty: 'RSA', e: withoutSign(e).toString('base64url'), n: n.toString('base64url') })
}

const CURVES: Readonly<Record<string, { readonly crv: string; readonly size: number }>> = {
  nistp256: { crv: 'P-256', size: 32 },
  nistp384: { crv: 'P-384', size: 48 },
  nistp521: { crv: 'P-521', size: 66 },
}

function curve(key: WireReader): { key: KeyObject; size: number } {
  const found = CURVES[key.text()]
  if (found === undefined) throw new RangeError('the curve is not known')
  const { crv, size } = found
  const point = key.bytes()
  const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)]
  return { key: fromJwk({ kty: 'EC', crv, x: x.toString('base64url'), y: y.toString('base64url') }), size }
}

function fromJwk(key: JsonWebKey): KeyObject {
  return createPublicKey({ key, format: 'jwk' })
}

function withoutSign(number: Buffer): Buffer {
  return number[0] === 0 ? number.subarray(1) : number
}

/** SSH writes the two numbers of an ECDSA signature one after the other, each with its length. */
function rawPair(signature: Buffer, size: number): Buffer {
  const pair = new WireReader(signature)
  const numbers = [withoutSign(pair.bytes()), withoutSign(pair.bytes())]
  return Buffer.concat(numbers.map((number) => Buffer.concat([Buffer.alloc(size - number.length), number])))
}

/** An ECDSA signature as SSH sends it, of one in DER. Agents return the former. */
export function sshPair(signature: Buffer): Buffer {
  if (signature[0] === 0) return signature
  const long = (signature[1] ?? 0) > 127 ? 1 : 0
  const first = 2 + long
  const middle = first + 2 + (signature[first + 1] ?? 0)
  const r = signature.subarray(first + 2, middle)
  return Buffer.concat([numberField(r), numberField(signature.subarray(middle + 2))])
}
