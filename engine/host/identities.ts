import { readFileSync } from 'node:fs'
import { EvenkeelError } from '../errors/error.ts'
import { agentKeys, signByAgent } from './agent.ts'
import type { Identity } from './identity.ts'
import { keyType } from './known-hosts.ts'
import { type Certificate, certificateIn, datesProblem, readCertificate } from './protocol/certificate.ts'
import type { Questions } from './questions.ts'
import type { LoginSettings } from './settings.ts'
import { isUsableKey, openPrivateKey, publicKeyIn } from './ssh.ts'

/** The identities for one login, and the notes for the error if the host accepts none of them. */
export interface KeyRing {
  readonly identities: readonly Identity[]
  readonly notes: readonly string[]
}

type Signer = (data: Buffer, hash: string | undefined) => Buffer

/** How often the user can try a passphrase, as with ssh. */
const ATTEMPTS = 3

/** Key files and agents, each read once however many hosts use them. */
export class Keys {
  readonly #questions: Questions
  readonly #signers = new Map<string, Promise<Signer>>()
  readonly #agents = new Map<string, Promise<AgentIdentities>>()

  constructor(questions: Questions) {
    this.#questions = questions
  }

  /**
   * The identities to offer to a host, in ssh's order: the inventory's own key, certificates, keys of the agent that the
   * settings name, the agent's other keys (unless IdentitiesOnly), then key files that the agent does not have.
   * @throws `authentication` if the inventory's own key file cannot be used
   */
  async ring(settings: LoginSettings): Promise<KeyRing> {
    const notes: string[] = []
    const agent = await this.#agentOf(settings, notes)
    const named: Identity[] = []
    for (const path of settings.identityFiles) {
      const identity = await this.#identityOf(path, agent, settings, notes)
      if (identity) named.push(identity)
    }
    const isNamed = (identity: Identity) => named.some((one) => one.publicKey.equals(identity.publicKey))
    const others = settings.identitiesOnly ? [] : agent.filter((identity) => !isNamed(identity))
    // An agent may hold the certificate of a key that stands in a file.
    const ofAgent = agent.filter((identity) => identity.certificate !== undefined && isNamed(identity))
    const certificates = [...certificatesOf(settings, [...named, ...agent], notes), ...ofAgent]
    const first = named.filter(({ source }) => source === settings.namedIdentity)
    const files = named.filter((identity) => !first.includes(identity) && !agent.includes(identity))
    const inAgent = named.filter((identity) => !first.includes(identity) && agent.includes(identity))
    const own = certificates.filter(({ publicKey }) => first.some((one) => one.publicKey.equals(publicKey)))
    const identities = unique([...own, ...first, ...certificates, ...inAgent, ...others, ...files])
    return { identities, notes }
  }

  async #agentOf({ agent }: LoginSettings, notes: string[]): Promise<readonly Identity[]> {
    if (agent === undefined) return []
    try {
      const identities = this.#agents.get(agent) ?? agentIdentities(agent)
      this.#agents.set(agent, identities)
      const { usable, tokens } = await identities
      notes.push(...tokens.map((token) => `${token} of the agent ${FIDO}`))
      return usable
    } catch (cause) {
      notes.push(`the agent at ${agent} does not answer: ${(cause as Error).message}`)
      return []
    }
  }

  async #identityOf(
    path: string,
    agent: readonly Identity[],
    settings: LoginSettings,
    notes: string[],
  ): Promise<Identity | undefined> {
    const own = path === settings.namedIdentity
    const bytes = read(path)
    const publicKey = await this.#publicKeyOf(path, bytes)
    const isToken = bytes !== undefined && isOfToken(bytes)
    if (publicKey === undefined || isToken) {
      const unusable = isToken ? FIDO : 'is not a key that evenkeel can use'
      const problem = bytes === undefined ? 'cannot be read' : unusable
      if (own)
        throw new EvenkeelError('authentication', `Cannot log in to ${settings.name}: ${path} ${problem}`, {
          host: settings.name,
          hint: isToken ? 'Name another key by identity_file, or a certificate for one.' : undefined,
        })
      notes.push(`${path} ${problem}`)
      return undefined
    }
    const held = agent.find((one) => one.certificate === undefined && one.publicKey.equals(publicKey))
    if (held) return own ? { ...held, source: path } : held
    if (bytes === undefined || publicKeyIn(bytes) === undefined) notes.push(`${path} is not in the agent`)
    return { source: path, publicKey, sign: async (data, hash) => (await this.#signerOf(path))(data, hash) }
  }

  /** The public key is readable without the passphrase, except for an encrypted PEM file without a `.pub` file. */
  async #publicKeyOf(path: string, bytes: Buffer | undefined): Promise<Buffer | undefined> {
    const readable = publicKeyIn(bytes ?? Buffer.alloc(0)) ?? publicKeyIn(read(`${path}.pub`) ?? Buffer.alloc(0))
    if (readable !== undefined || bytes === undefined || openPrivateKey(bytes).kind !== 'encrypted') return readable
    await this.#signerOf(path)
    const opened = openPrivateKey(bytes, (await this.#questions.askOnce(passphraseOf(path)))?.reveal())
    return opened.kind === 'key' ? opened.publicKey : undefined
  }

  #signerOf(path: string): Promise<Signer> {
    const signer = this.#signers.get(path) ?? this.#open(path)
    this.#signers.set(path, signer)
    return signer
  }

  async #open(path: string): Promise<Signer> {
    const bytes = read(path) ?? Buffer.alloc(0)
    let opened = openPrivateKey(bytes)
    for (let attempt = 1; opened.kind === 'encrypted' && attempt <= ATTEMPTS; attempt++) {
      const passphrase = await this.#questions.ask(passphraseOf(path, attempt))
      if (passphrase === undefined) break
      if (passphrase.reveal() === '')
        throw new EvenkeelError('authentication', `${path} is not used: no passphrase was given`)
      opened = openPrivateKey(bytes, passphrase.reveal())
    }
    if (opened.kind === 'key') return opened.sign
    throw this.#cannotOpen(path, opened.kind)
  }

  #cannotOpen(path: string, kind: 'encrypted' | 'unreadable'): EvenkeelError {
    if (kind === 'unreadable') return new EvenkeelError('authentication', `${path} is not a key that evenkeel can use`)
    const why = this.#questions.canAsk
      ? 'no given passphrase opens it'
      : 'there is no terminal to ask for its passphrase'
    return new EvenkeelError('authentication', `${path} cannot be used: ${why}`)
  }
}

/** A signature of such a key needs a touch of the token for each host, and a form of signatures that the library lacks. */
const FIDO = 'is the key of a FIDO token (sk-), which evenkeel cannot use'

function isOfToken(bytes: Buffer): boolean {
  return /^sk-(ssh|ecdsa)-/.test(bytes.toString('latin1')) || keyType(publicKeyIn(bytes) ?? NO_KEY).startsWith('sk-')
}

const NO_KEY = Buffer.alloc(0)

/** The keys and certificates of an agent. */
interface AgentIdentities {
  readonly usable: readonly Identity[]
  /** The names of keys of FIDO tokens. */
  readonly tokens: readonly string[]
}

async function agentIdentities(socket: string): Promise<AgentIdentities> {
  const keys = await agentKeys(socket)
  const tokens = keys.filter(({ blob }) => keyType(blob).startsWith('sk-'))
  const usable = keys.flatMap(({ blob, comment }): readonly Identity[] => {
    const certificate = readCertificate(blob)
    const publicKey = certificate?.publicKey ?? blob
    if (!isUsableKey(publicKey)) return []
    const what = certificate === undefined ? keyType(blob) : 'the certificate'
    const sign: Identity['sign'] = (data, hash) => signByAgent(socket, blob, data, hash)
    return [{ source: `${what} ${comment} of the agent`, publicKey, certificate, sign }]
  })
  return { usable, tokens: tokens.map(({ comment }) => comment) }
}

/** The certificates of the ssh_config, and those beside the key files, for the keys that there are. */
function certificatesOf(settings: LoginSettings, keys: readonly Identity[], notes: string[]): Identity[] {
  const beside = settings.identityFiles.map((file) => `${file}-cert.pub`)
  const files = [...new Set([...settings.certificateFiles, ...beside])]
  return files.flatMap((path) => {
    const bytes = read(path)
    if (bytes === undefined && beside.includes(path)) return []
    const certificate = bytes && certificateIn(bytes)
    const key = keys.find(({ publicKey }) => certificate?.publicKey.equals(publicKey))
    const problem = certificateProblem(bytes, certificate, key)
    if (problem !== undefined) notes.push(`${path} ${problem}`)
    if (certificate?.for !== 'user' || key === undefined) return []
    return [{ source: path, publicKey: key.publicKey, certificate, sign: key.sign }]
  })
}

function certificateProblem(
  bytes: Buffer | undefined,
  certificate: Certificate | undefined,
  key: Identity | undefined,
): string | undefined {
  if (bytes === undefined) return 'cannot be read'
  if (certificate === undefined) return 'is not a certificate that evenkeel can use'
  if (certificate.for !== 'user') return 'is not a certificate for a user'
  return key === undefined ? 'is for a key that is not there' : datesProblem(certificate)
}

/** Each key, and each certificate, once. */
function unique(identities: readonly Identity[]): Identity[] {
  const shown = identities.map(({ publicKey, certificate }) => (certificate?.blob ?? publicKey).toString('base64'))
  return identities.filter((_, index) => shown.indexOf(shown[index] ?? '') === index)
}

function passphraseOf(path: string, attempt = 1) {
  const prompt = attempt === 1 ? `Passphrase of ${path}` : `Wrong passphrase. Passphrase of ${path}`
  return { kind: 'passphrase', prompt, subject: path } as const
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
