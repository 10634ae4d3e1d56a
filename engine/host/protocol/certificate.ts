import { isSignedBy } from './signature.ts'
import { field, WireReader } from './wire.ts'

/** A key that an authority has signed, with the conditions under which it counts. */
export interface Certificate {
  /** The whole, as SSH sends it. */
  readonly blob: Buffer
  /** Such as `ssh-ed25519-cert-v01@openssh.com`. */
  readonly type: string
  /** The key itself, as SSH sends it. */
  readonly publicKey: Buffer
  /** Whom it names: a person, or a host. */
  readonly for: 'user' | 'host' | undefined
  /** The authority's own name for it. */
  readonly id: string
  readonly principals: readonly string[]
  /** Seconds since 1970. */
  readonly validAfter: bigint
  readonly validBefore: bigint
  readonly criticalOptions: readonly string[]
  /** The authority's key, as SSH sends it. */
  readonly authority: Buffer
  /** The authority has signed it, with an algorithm that is not weak. */
  readonly isSigned: boolean
}

const SUFFIX = '-cert-v01@openssh.com'

/** The types of keys that evenkeel has, with the number of fields of their public keys. */
const FIELDS: Readonly<Record<string, number>> = {
  'ssh-ed25519': 1,
  'ecdsa-sha2-nistp256': 2,
  'ecdsa-sha2-nistp384': 2,
  'ecdsa-sha2-nistp521': 2,
  'ssh-rsa': 2,
}

export function isCertificateType(type: string): boolean {
  return type.endsWith(SUFFIX)
}

/** The type of certificates, or the signature algorithm for them, of a type of keys or an algorithm. */
export function certificateTypeOf(type: string): string {
  return `${type}${SUFFIX}`
}

/** The type of keys, or the algorithm, without the words of certificates. */
export function withoutCertificate(type: string): string {
  return isCertificateType(type) ? type.slice(0, -SUFFIX.length) : type
}

/** The certificate in a file that ends with `-cert.pub`; undefined if there is none that evenkeel can use. */
export function certificateIn(bytes: Buffer): Certificate | undefined {
  const [type = '', base64 = ''] = bytes.toString('latin1').trim().split(/\s+/)
  return isCertificateType(type) ? readCertificate(Buffer.from(base64, 'base64')) : undefined
}

/** The certificate as SSH sends it; undefined if it is none that evenkeel can use. */
export function readCertificate(blob: Buffer): Certificate | undefined {
  try {
    return read(blob)
  } catch {
    return undefined
  }
}

function read(blob: Buffer): Certificate | undefined {
  const reader = new WireReader(blob)
  const type = reader.text()
  const keyType = withoutCertificate(type)
  const count = FIELDS[keyType]
  if (!isCertificateType(type) || count === undefined) return undefined
  reader.bytes() // the nonce
  const key = Array.from({ length: count }, () => field(reader.bytes()))
  reader.uint64() // the serial number
  const kind = reader.uint32()
  const id = reader.bytes().toString('utf8')
  const principals = listOf(reader.bytes())
  const [validAfter, validBefore] = [reader.uint64(), reader.uint64()]
  const criticalOptions = optionsOf(reader.bytes())
  reader.bytes() // extensions: they permit more, as that a terminal is opened
  reader.bytes() // reserved
  const authority = reader.bytes()
  const signed = blob.subarray(0, reader.at)
  const signature = reader.bytes()
  if (!reader.isAtEnd) return undefined
  return {
    blob,
    type,
    publicKey: Buffer.concat([field(keyType), ...key]),
    for: kind === 1 ? 'user' : kind === 2 ? 'host' : undefined,
    id,
    principals,
    validAfter,
    validBefore,
    criticalOptions,
    authority,
    isSigned: isSignedBy(authority, signed, signature),
  }
}

function listOf(bytes: Buffer): string[] {
  const reader = new WireReader(bytes)
  const list: string[] = []
  while (!reader.isAtEnd) list.push(reader.bytes().toString('utf8'))
  return list
}

function optionsOf(bytes: Buffer): string[] {
  return listOf(bytes).filter((_, index) => index % 2 === 0)
}

/** Why the dates of a certificate do not hold now; undefined if they do. */
export function datesProblem({ validAfter, validBefore }: Certificate, now = Date.now()): string | undefined {
  const seconds = BigInt(Math.floor(now / 1000))
  if (seconds < validAfter) return `is not valid before ${dateText(validAfter)}`
  return seconds >= validBefore ? `expired at ${dateText(validBefore)}` : undefined
}

function dateText(seconds: bigint): string {
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z')
}
