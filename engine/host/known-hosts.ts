import { createHash, createHmac, randomBytes } from 'node:crypto'
import { matchList } from './patterns.ts'
import { type Certificate, datesProblem } from './protocol/certificate.ts'

/** One line of a known_hosts file. */
export interface KnownHost {
  readonly file: string
  readonly line: number
  readonly marker: 'revoked' | 'cert-authority' | undefined
  /** Comma-separated patterns, or one hashed name. */
  readonly names: string
  /** Such as `ssh-ed25519`. */
  readonly type: string
  /** The public key as SSH sends it, in base64. */
  readonly key: string
}

/** The verdict of the known_hosts files on a host's key. */
export type HostKeyVerdict =
  | { readonly kind: 'known' }
  /** `authority`: known_hosts has one for this host, but the host has shown no certificate of it. */
  | { readonly kind: 'unknown'; readonly authority?: KnownHost | undefined }
  /** known_hosts has another key of the host. */
  | { readonly kind: 'changed'; readonly known: KnownHost }
  | { readonly kind: 'revoked'; readonly known: KnownHost }
  /** The host's certificate is of an authority that known_hosts has, but does not hold. */
  | { readonly kind: 'certificate'; readonly known: KnownHost; readonly problem: string }

/** Parses the lines that OpenSSH reads; skips comments and invalid lines as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((raw, index) => {
    const words = raw.trim().split(/\s+/)
    const marker = words[0]?.startsWith('@') ? words.shift() : undefined
    const [names, type, key] = words
    if (names === undefined || names.startsWith('#') || type === undefined || key === undefined) return []
    if (marker !== undefined && marker !== '@revoked' && marker !== '@cert-authority') return []
    return [{ file, line: index + 1, marker: markerOf(marker), names, type, key }]
  })
}

/** The keys of a file that RevokedHostKeys names, one on a line: no host may show them. */
export function parseRevokedKeys(text: string, file: string): KnownHost[] {
  return text.split('\n').flatMap((raw, index) => {
    const [type, key] = raw.trim().split(/\s+/)
    if (type === undefined || type.startsWith('#') || key === undefined) return []
    return [{ file, line: index + 1, marker: 'revoked', names: '*', type, key }]
  })
}

function markerOf(word: string | undefined): KnownHost['marker'] {
  if (word === '@revoked') return 'revoked'
  return word === '@cert-authority' ? 'cert-authority' : undefined
}

/** The name of a host in known_hosts: `name`, or `[name]:port` for another port than 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase()
  return port === 22 ? name : `[${name}]:${port}`
}

/** Whether the line is for the host with this name. */
export function isAbout(known: KnownHost, name: string): boolean {
  if (known.names.startsWith('|1|')) return isHashOf(known.names, name)
  return matchList(known.names.toLowerCase().split(','), name) === 'yes'
}

function isHashOf(hashed: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|')
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

/**
 * Judges the key that a host showed, as OpenSSH does. A revoked key is refused first; a certificate counts if its authority is
 * in known_hosts; a host with only other keys in known_hosts has changed.
 */
export function judge(
  known: readonly KnownHost[],
  host: string,
  port: number,
  shown: Buffer,
  certificate?: Certificate,
): HostKeyVerdict {
  const verdict = judgeAs(known, knownHostName(host, port), host, shown, certificate)
  if (verdict.kind !== 'unknown' || port === 22) return verdict
  // A host on another port may also show a key that known_hosts has for its name without a port.
  const without = judgeAs(known, knownHostName(host, 22), host, shown, certificate)
  if (without.kind === 'changed') return verdict
  return without.kind === 'unknown' ? { kind: 'unknown', authority: verdict.authority ?? without.authority } : without
}

function judgeAs(
  known: readonly KnownHost[],
  name: string,
  host: string,
  shown: Buffer,
  certificate: Certificate | undefined,
): HostKeyVerdict {
  const mine = known.filter((line) => isAbout(line, name))
  const key = shown.toString('base64')
  const authorityKey = certificate?.authority.toString('base64')
  const revoked = mine.find((line) => line.marker === 'revoked' && [key, authorityKey].includes(line.key))
  if (revoked) return { kind: 'revoked', known: revoked }
  const authorities = mine.filter((line) => line.marker === 'cert-authority')
  const authority = authorities.find((line) => line.key === authorityKey)
  if (certificate && authority) return judgeCertificate(certificate, host, authority)
  const plain = mine.filter((line) => line.marker === undefined)
  if (plain.some((line) => line.key === key)) return { kind: 'known' }
  const [old] = plain
  return old ? { kind: 'changed', known: old } : { kind: 'unknown', authority: authorities[0] }
}

function judgeCertificate(certificate: Certificate, host: string, known: KnownHost): HostKeyVerdict {
  const problem = hostCertificateProblem(certificate, host)
  return problem === undefined ? { kind: 'known' } : { kind: 'certificate', known, problem }
}

/** Why a certificate does not hold for the host; undefined if it does. */
function hostCertificateProblem(certificate: Certificate, host: string): string | undefined {
  const { principals, criticalOptions } = certificate
  const name = host.toLowerCase()
  if (!certificate.isSigned) return 'is not signed by its authority, or with an algorithm that is too weak'
  if (certificate.for !== 'host') return 'is not one for a host'
  const dates = datesProblem(certificate)
  if (dates !== undefined) return dates
  if (principals.length > 0 && !principals.some((principal) => principal.toLowerCase() === name))
    return `names ${principals.join(', ')}, and not ${host}`
  return criticalOptions.length > 0 ? `has conditions that are not known: ${criticalOptions.join(', ')}` : undefined
}

/** Whether known_hosts has an authority for certificates of the host. */
export function hasAuthority(known: readonly KnownHost[], host: string, port: number): boolean {
  const names = [knownHostName(host, port), knownHostName(host, 22)]
  return known.some((line) => line.marker === 'cert-authority' && names.some((name) => isAbout(line, name)))
}

/** The types of the host's keys in known_hosts, so that the client can request one of them. */
export function knownTypes(known: readonly KnownHost[], host: string, port: number): Set<string> {
  const names = new Set([knownHostName(host, port), knownHostName(host, 22)])
  const plain = known.filter((line) => line.marker === undefined)
  return new Set(plain.filter((line) => [...names].some((name) => isAbout(line, name))).map((line) => line.type))
}

/** As `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
}

/** The type inside a public key, such as `ssh-ed25519`. */
export function keyType(key: Buffer): string {
  if (key.length < 4) return 'unknown'
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1')
}

/** The known_hosts line for a key; with `hashed`, nobody can read the host's name in it. */
export function knownHostLine(host: string, port: number, key: Buffer, hashed = false): string {
  const name = knownHostName(host, port)
  return `${hashed ? hashedName(name) : name} ${keyType(key)} ${key.toString('base64')}`
}

function hashedName(name: string): string {
  const salt = randomBytes(20)
  const hash = createHmac('sha1', salt).update(name).digest('base64')
  return `|1|${salt.toString('base64')}|${hash}`
}
