import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { canonicalIp } from '../../../engine/resources/fields/ip.ts'
import { bits, field, identifier, implicit, integer, octets, sequence, set, tagged, text, yes } from './der.ts'

const ED25519 = sequence(identifier('1.3.101.112'))
/** The head of a PKCS #8 key of Ed25519 (RFC 8410); the 32 bytes of its seed follow. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Each certificate is made again at each plan, so its dates are fixed: RFC 5280 has this end for "no date is known". */
const VALIDITY = sequence(tagged(0x17, Buffer.from('200101000000Z')), tagged(0x18, Buffer.from('99991231235959Z')))

/** The key of Ed25519 that a seed of 32 bytes makes. */
export function keyOf(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
}

/** Whose certificate it is, and who signs it. */
export interface Certified {
  readonly subject: string
  readonly key: KeyObject
  readonly issuer: string
  readonly issuerKey: KeyObject
  /** Names and addresses of a server; undefined for an authority. */
  readonly names: readonly string[] | undefined
}

/** A certificate as PEM. The same input makes the same bytes, because signatures of Ed25519 do. */
export function certificatePem(certified: Certified): string {
  const { subject, key, issuer, issuerKey } = certified
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const body = [ED25519, nameOf(issuer), VALIDITY, nameOf(subject), publicKey, extensionsOf(certified)]
  const whole = sequence(field(0, integer(Buffer.from([2]))), serialOf(body), ...body)
  const certificate = sequence(whole, ED25519, bits(sign(null, whole, issuerKey)))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** Another certificate of the same issuer has another number. */
function serialOf(body: readonly Uint8Array[]): Buffer {
  const digest = createHash('sha256').update(Buffer.concat(body)).digest().subarray(0, 16)
  return integer(Buffer.concat([Buffer.from([0x40 | ((digest[0] ?? 0) & 0x3f)]), digest.subarray(1)]))
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(identifier('2.5.4.3'), text(commonName))))
}

function extensionsOf({ names, key, issuerKey }: Certified): Buffer {
  const forServers = [
    critical('2.5.29.19', sequence()),
    critical('2.5.29.15', bits(Buffer.from([0x80]), 7)),
    extension('2.5.29.37', sequence(identifier('1.3.6.1.5.5.7.3.1'), identifier('1.3.6.1.5.5.7.3.2'))),
    extension('2.5.29.17', sequence(...(names ?? []).map(alternativeName))),
  ]
  // An authority signs certificates.
  const forAuthorities = [critical('2.5.29.19', sequence(yes)), critical('2.5.29.15', bits(Buffer.from([0x04]), 2))]
  return field(
    3,
    sequence(
      ...(names === undefined ? forAuthorities : forServers),
      extension('2.5.29.14', octets(keyId(key))),
      extension('2.5.29.35', sequence(implicit(0, keyId(issuerKey)))),
    ),
  )
}

function extension(id: string, value: Uint8Array): Buffer {
  return sequence(identifier(id), octets(value))
}

function critical(id: string, value: Uint8Array): Buffer {
  return sequence(identifier(id), yes, octets(value))
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? implicit(2, Buffer.from(name)) : implicit(7, addressBytes(name))
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail] = canonicalIp(address).split('::')
  const groups = (part: string | undefined) => (part ? part.split(':').map((group) => Number.parseInt(group, 16)) : [])
  const [before, after] = [groups(head), groups(tail)]
  const all = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

function keyId(key: KeyObject): Buffer {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return createHash('sha1').update(spki.subarray(-32)).digest()
}
