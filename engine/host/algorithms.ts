import { certificateTypeOf } from './protocol/certificate.ts'
import type { HostAlgorithms } from './protocol/handshake.ts'

/** Fast algorithms first; nothing with SHA-1, CBC or a small group. The handshake adds a key exchange with ML-KEM. */
export const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group15-sha512',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group17-sha512',
    'diffie-hellman-group18-sha512',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
    'chacha20-poly1305@openssh.com',
  ],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} as const

/** Types of host keys and their signature algorithms, best first. */
const HOST_KEYS: readonly (readonly [type: string, algorithms: readonly string[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256']],
]

/**
 * The algorithms to request: first the types of the host's keys in known_hosts, as OpenSSH does.
 * @param authority known_hosts has an authority for the host: certificates are requested before all keys
 */
export function hostKeyAlgorithms(known: ReadonlySet<string>, authority = false): string[] {
  const [first, last] = [HOST_KEYS.filter(([type]) => known.has(type)), HOST_KEYS.filter(([type]) => !known.has(type))]
  const keys = [...first, ...last].flatMap(([, algorithms]) => algorithms)
  return authority ? [...keys.map(certificateTypeOf), ...keys] : keys
}

interface Kind {
  /** How the SSH library names it when the host and evenkeel have none in common. */
  readonly message: RegExp
  readonly list: keyof HostAlgorithms
  readonly name: string
  /** The keyword of sshd_config. */
  readonly keyword: string
}

const KINDS: readonly Kind[] = [
  { message: /no matching key exchange/, list: 'kex', name: 'key exchange', keyword: 'KexAlgorithms' },
  { message: /no matching host key/, list: 'hostKeys', name: 'type of host key', keyword: 'HostKeyAlgorithms' },
  { message: /no matching \S+ cipher/, list: 'ciphers', name: 'cipher', keyword: 'Ciphers' },
  { message: /no matching \S+ MAC/, list: 'macs', name: 'MAC', keyword: 'MACs' },
]

/** The host and evenkeel have no algorithm of one kind in common. */
export class NoCommonAlgorithm extends Error {
  /** Such as "cipher". */
  readonly kind: string
  readonly keyword: string
  readonly host: readonly string[]
  readonly own: readonly string[]

  constructor(kind: Kind, host: readonly string[], own: readonly string[], cause: Error) {
    super(cause.message, { cause })
    this.kind = kind.name
    this.keyword = kind.keyword
    this.host = host
    this.own = own
  }
}

/** The library's error, or a {@link NoCommonAlgorithm} if it says so. */
export function algorithmError(error: Error, host: HostAlgorithms | undefined, own: HostAlgorithms): Error {
  const kind = KINDS.find(({ message }) => message.test(error.message))
  if (kind === undefined || host === undefined) return error
  return new NoCommonAlgorithm(kind, host[kind.list], own[kind.list], error)
}
