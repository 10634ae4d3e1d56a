import type { Duplex } from 'node:stream'
import ssh2, { type ClientChannel, type ParsedKey, type SignCallback, type SigningRequestOptions } from 'ssh2'
import type { Secret } from '../secrets.ts'
import { ALGORITHMS, algorithmError } from './algorithms.ts'
import { authentication } from './authentication.ts'
import { type Running, watch } from './execution.ts'
import { Greeting, NoIdentification } from './greeting.ts'
import type { Identity } from './identity.ts'
import { type Certificate, isCertificateType } from './protocol/certificate.ts'
import { Handshake, type HostAlgorithms } from './protocol/handshake.ts'
import type { LibraryProtocol } from './protocol/library.ts'
import { offerCertificates, RSA_HASH } from './protocol/user-certificates.ts'

const { BaseAgent, Client, utils } = ssh2

/** One login. This interface hides the SSH library from the rest of evenkeel. */
export interface Login {
  /** Starts a command; rejects if the host opens no channel. */
  exec(line: string): Promise<Running>
  /** A stream to an address that the host can reach. */
  forward(host: string, port: number): Promise<Duplex>
  close(): void
  /** Resolves with the reason once the connection has ended, on either side. */
  readonly gone: Promise<Error>
}

export interface LoginRequest {
  /** Connected or connecting. */
  readonly stream: Duplex
  readonly user: string
  /** In order of preference. */
  readonly hostKeyAlgorithms: readonly string[]
  readonly identities: readonly Identity[]
  /** Undefined to try no password. */
  readonly password: (() => Promise<Secret | undefined>) | undefined
  /**
   * Whether this is the host's key. Synchronous, as the SSH library requires.
   * @param certificate in which the host has shown the key
   */
  verify(key: Buffer, certificate: Certificate | undefined): boolean
  /** Called with explanations for a later failure. */
  note(sentence: string): void
}

/** Seconds without a byte after which the connection counts as broken. */
const LONGEST_SILENCE = 12
/** Milliseconds between two keepalive requests. */
const KEEPALIVE = 3_000

/** Logs in over the stream; rejects with the SSH library's own error. */
export function login(request: LoginRequest): Promise<Login> {
  const client = new Client()
  const ready = Promise.withResolvers<Login>()
  const gone = Promise.withResolvers<Error>()
  let failure: Error | undefined
  const fail = (error: Error) => {
    failure ??= greeting.hasIdentified || isUnreachable(error) ? error : new NoIdentification(greeting.text, error)
    ready.reject(failure)
  }
  const greeting = new Greeting(request.stream)
  const silence = new SilenceTimer(request.stream, () => {
    fail(new Error(`no data for ${LONGEST_SILENCE} seconds`))
    request.stream.destroy()
    gone.resolve(failure ?? new Error('lost'))
  })
  client.on('error', (error: Error & { level?: string }) => {
    if (error.level === 'agent') request.note(error.message)
    else fail(algorithmError(error, handshake.offered, ownAlgorithms(handshake, request)))
  })
  client.on('close', () => {
    silence.stop()
    fail(new Error('the host closed the connection'))
    gone.resolve(failure ?? new Error('closed'))
  })
  client.on('ready', () => {
    silence.start()
    ready.resolve(new ClientLogin(client, request.stream, gone.promise))
  })
  client.connect({
    sock: request.stream,
    username: request.user,
    readyTimeout: 0,
    keepaliveInterval: KEEPALIVE,
    keepaliveCountMax: Number.MAX_SAFE_INTEGER,
    algorithms: ALGORITHMS as unknown as ssh2.ConnectConfig['algorithms'] & object,
    hostVerifier: (key: Buffer): boolean => request.verify(key, handshake.certificate) === true,
    authHandler: authentication({
      ...request,
      keys: request.identities.length > 0 ? new IdentityAgent(request.identities) : undefined,
      sources: request.identities.map(({ source }) => source),
      accepted: () => handshake.acceptedMethods,
    }) as ssh2.AuthHandlerMiddleware,
  })
  const protocol = (client as unknown as { readonly _protocol: LibraryProtocol })._protocol
  const handshake = new Handshake(protocol, request.hostKeyAlgorithms)
  offerCertificates(protocol)
  silence.listen()
  return ready.promise
}

/** Whether no connection was made at all. */
function isUnreachable(error: Error): boolean {
  return 'code' in error && error.code !== 'ECONNRESET' && error.code !== 'EPIPE'
}

function ownAlgorithms({ kexNames }: Handshake, { hostKeyAlgorithms }: LoginRequest): HostAlgorithms {
  return { kex: kexNames, hostKeys: hostKeyAlgorithms, ciphers: ALGORITHMS.cipher, macs: ALGORITHMS.hmac }
}

/** Counts the seconds without a byte. It counts ticks, so that a busy event loop is not taken for a silent host. */
class SilenceTimer {
  readonly #stream: Duplex
  readonly #onSilence: () => void
  #seconds = 0
  #timer: NodeJS.Timeout | undefined

  constructor(stream: Duplex, onSilence: () => void) {
    this.#stream = stream
    this.#onSilence = onSilence
  }

  listen(): void {
    this.#stream.on('data', () => {
      this.#seconds = 0
    })
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (++this.#seconds < LONGEST_SILENCE) return
      this.stop()
      this.#onSilence()
    }, 1_000)
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

class ClientLogin implements Login {
  readonly #client: ssh2.Client
  readonly #stream: Duplex
  readonly gone: Promise<Error>

  constructor(client: ssh2.Client, stream: Duplex, gone: Promise<Error>) {
    this.#client = client
    this.#stream = stream
    this.gone = gone
  }

  async exec(line: string): Promise<Running> {
    const { promise, resolve, reject } = Promise.withResolvers<Running>()
    this.#client.exec(line, (error, channel) => (error ? reject(error) : resolve(watch(channel))))
    return promise
  }

  async forward(host: string, port: number): Promise<Duplex> {
    const { promise, resolve, reject } = Promise.withResolvers<ClientChannel>()
    this.#client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => (error ? reject(error) : resolve(channel)))
    return promise
  }

  close(): void {
    this.#client.end()
    // A host that never answers the disconnect must not keep the process alive.
    setTimeout(() => this.#stream.destroy(), 1_000).unref()
  }
}

/** Offers public keys; opens a private key only when the host has accepted its public key. */
class IdentityAgent extends BaseAgent<ParsedKey> {
  readonly #identities: readonly Identity[]

  constructor(identities: readonly Identity[]) {
    super()
    this.#identities = identities
  }

  override getIdentities(callback: (error: Error | undefined, keys: ParsedKey[]) => void): void {
    callback(
      undefined,
      this.#identities.map(offered).filter((key) => key !== undefined),
    )
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    done?: SignCallback,
  ): void {
    const answer = typeof options === 'function' ? options : done
    const hash = typeof options === 'function' ? undefined : options.hash
    this.#signature(key, data, hash).then(
      (signature) => answer?.(undefined, signature),
      (error: Error) => answer?.(error),
    )
  }

  async #signature(key: ParsedKey, data: Buffer, hash: string | undefined): Promise<Buffer> {
    const shown = key.getPublicSSH()
    const identity = this.#identities.find(({ publicKey, certificate }) =>
      (certificate?.blob ?? publicKey).equals(shown),
    )
    if (identity === undefined) throw new Error('the key was not offered')
    if (isCertificateType(key.type)) return identity.sign(data, key.type.startsWith('ssh-rsa-') ? RSA_HASH : undefined)
    if (key.type === 'ssh-rsa' && hash !== 'sha256' && hash !== 'sha512')
      throw new Error(`${identity.source} was not used: the host accepts RSA signatures with SHA-1 only`)
    return identity.sign(data, hash)
  }
}

/** The public key as the library offers it: with a certificate, this takes the place of the key. */
function offered({ publicKey, certificate }: Identity): ParsedKey | undefined {
  const key = parsed(publicKey)
  if (key === undefined || certificate === undefined) return key
  return Object.create(key, {
    type: { value: certificate.type },
    getPublicSSH: { value: () => certificate.blob },
  }) as ParsedKey
}

/** Whether the library can use a public key of this type. */
export function isUsableKey(publicKey: Buffer): boolean {
  return parsed(publicKey) !== undefined
}

/** The result of opening a key file. */
export type OpenedKey =
  | {
      readonly kind: 'key'
      readonly publicKey: Buffer
      sign(data: Buffer, hash: string | undefined): Buffer
      /** PKCS #8, or OpenSSL's older forms. */
      pem(): string
    }
  | { readonly kind: 'encrypted' | 'unreadable' }

/** Opens a private key. Without its passphrase, or with a wrong one, the result is `encrypted`. */
export function openPrivateKey(bytes: Buffer, passphrase?: string): OpenedKey {
  const result: unknown = utils.parseKey(bytes, passphrase)
  if (result instanceof Error) return { kind: isAboutPassphrase(result.message) ? 'encrypted' : 'unreadable' }
  const key = parsed(result)
  if (!key?.isPrivateKey()) return { kind: 'unreadable' }
  return {
    kind: 'key',
    publicKey: key.getPublicSSH(),
    sign: (data, hash) => signature(key, data, hash),
    pem: () => key.getPrivatePEM(),
  }
}

function isAboutPassphrase(message: string): boolean {
  return /encrypted|passphrase|integrity check/i.test(message)
}

function signature(key: ParsedKey, data: Buffer, hash: string | undefined): Buffer {
  const result: unknown = key.sign(data, hash)
  if (result instanceof Error) throw result
  return result as Buffer
}

/** The public key in a file: a `.pub`, an unencrypted private key, or any private key in OpenSSH's format. */
export function publicKeyIn(bytes: Buffer): Buffer | undefined {
  return parsed(bytes)?.getPublicSSH() ?? openSshPublicKey(bytes.toString('latin1'))
}

const OPENSSH = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----/

/** The file contains: magic, cipher, key derivation, its options, number of keys, and the unencrypted public key. */
function openSshPublicKey(text: string): Buffer | undefined {
  const body = Buffer.from(OPENSSH.exec(text)?.[1] ?? '', 'base64')
  let at = 'openssh-key-v1\0'.length
  try {
    for (let field = 0; field < 3; field++) at += 4 + body.readUInt32BE(at)
    at += 4
    return body.subarray(at + 4, at + 4 + body.readUInt32BE(at))
  } catch {
    return undefined
  }
}

function parsed(key: unknown): ParsedKey | undefined {
  const result: unknown = utils.parseKey(key as Buffer)
  const first: unknown = Array.isArray(result) ? result[0] : result
  return first instanceof Error ? undefined : (first as ParsedKey | undefined)
}
