import { createHash, createHmac } from 'node:crypto'
import { matchList } from './patterns.ts'

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
  | { readonly kind: 'unknown' }
  /** known_hosts has another key of the host. */
  | { readonly kind: 'changed'; readonly known: KnownHost }
  | { readonly kind: 'revoked'; readonly known: KnownHost }
  /** Only a certificate of this authority is accepted. */
  | { readonly kind: 'authority'; readonly known: KnownHost }

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
 * Judges the key that a host showed, as OpenSSH does. A revoked key is refused first; a host with only other keys in
 * known_hosts has changed.
 */
export function judge(known: readonly KnownHost[], host: string, port: number, shown: Buffer): HostKeyVerdict {
  const key = shown.toString('base64')
  const name = knownHostName(host, port)
  const mine = known.filter((line) => isAbout(line, name))
  const revoked = mine.find((line) => line.marker === 'revoked' && line.key === key)
  if (revoked) return { kind: 'revoked', known: revoked }
  const plain = mine.filter((line) => line.marker === undefined)
  if (plain.some((line) => line.key === key)) return { kind: 'known' }
  const [old] = plain
  if (old) return { kind: 'changed', known: old }
  if (port !== 22) return judgeWithoutPort(known, host, key, mine)
  const authority = mine.find((line) => line.marker === 'cert-authority')
  return authority ? { kind: 'authority', known: authority } : { kind: 'unknown' }
}

/** A host on another port may also show a key that known_hosts has for its name without a port. */
function judgeWithoutPort(
  known: readonly KnownHost[],
  host: string,
  key: string,
  withPort: readonly KnownHost[],
): HostKeyVerdict {
  const same = known.filter((line) => line.key === key && isAbout(line, knownHostName(host, 22)))
  const revoked = same.find((line) => line.marker === 'revoked')
  if (revoked) return { kind: 'revoked', known: revoked }
  if (same.some((line) => line.marker === undefined)) return { kind: 'known' }
  const authority = withPort.find((line) => line.marker === 'cert-authority')
  return authority ? { kind: 'authority', known: authority } : { kind: 'unknown' }
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

/** The known_hosts line for a key. */
export function knownHostLine(host: string, port: number, key: Buffer): string {
  return `${knownHostName(host, port)} ${keyType(key)} ${key.toString('base64')}`
}
