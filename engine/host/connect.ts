import { connect as connectSocket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { EvenkeelError } from '../errors/error.ts'
import { hostKeyAlgorithms } from './algorithms.ts'
import type { Connect, Connection, HostTarget } from './connection.ts'
import { endpoint } from './endpoint.ts'
import { jumpFailure, loginFailure, withoutHost } from './failure.ts'
import { NoIdentification } from './greeting.ts'
import { HostKeys, type UnknownHostKey } from './host-keys.ts'
import { type KeyRing, Keys } from './identities.ts'
import { jumpTarget } from './jump.ts'
import { PausableTimeout } from './pausable-timeout.ts'
import { type Ask, Questions } from './questions.ts'
import { type LoginSettings, loginSettings } from './settings.ts'
import { Releases, SharedLogins } from './shared-logins.ts'
import { type Login, login } from './ssh.ts'
import { SshConfig } from './ssh-config.ts'
import { SshConnection } from './ssh-connection.ts'
import { SudoPasswords } from './sudo-passwords.ts'

export interface ConnectorOptions {
  /** An ssh_config file that replaces those of the user and of the machine. */
  readonly sshConfig?: string | undefined
  /** Adds keys of unknown hosts to known_hosts; a changed key is still refused. */
  readonly acceptNewHostKeys?: boolean | undefined
  /** Called with each key of an unknown host, which is refused: `accept()` trusts it for another login. */
  readonly onUnknownHostKey?: ((key: UnknownHostKey) => void) | undefined
  /** Asks the user, without echo; undefined if there is no terminal. */
  readonly ask?: Ask | undefined
  /** Asks for a password if the host accepts no key. */
  readonly askPassword?: boolean | undefined
  /** Milliseconds from the first packet to the login, at most. Default: ConnectTimeout of the ssh_config, or 15,000. */
  readonly connectDeadline?: number | undefined
  /** Called once for each remark: the user should read it although nothing failed. */
  readonly remark?: ((sentence: string) => void) | undefined
}

const DEADLINE = 15_000

/** How often a login is begun at a host that drops connections, as a server with many logins at a time does. */
const MOST_ATTEMPTS = 6
/** Milliseconds of the first pause between two attempts; each further one is twice as long. */
const FIRST_PAUSE = 200

/**
 * Makes the function that logs in to hosts. All its connections share key files, agents, the user's answers and jump
 * hosts, so that each is opened or asked for once.
 *
 * The function throws `unreachable`, `host_key`, `authentication`, `unsupported` (a ProxyCommand, only weak
 * algorithms) or `input` (an ssh_config that cannot be read), and returns within the deadline, however the host behaves.
 */
export function connector(options: ConnectorOptions = {}): Connect {
  const logins = new Connector(options)
  return (target) => logins.connect(target)
}

class Connector {
  readonly #options: ConnectorOptions
  readonly #loginTimeout = new PausableTimeout()
  readonly #questions: Questions
  readonly #sudoPasswords: SudoPasswords
  readonly #keys: Keys
  readonly #hostKeys: HostKeys
  /** Hosts of the inventory that a jump names. */
  readonly #hops = new Map<string, HostTarget>()
  readonly #remarks = new Set<string>()
  /** The first name that was used for an address and a port. */
  readonly #names = new Map<string, string>()
  readonly #jumpLogins = new SharedLogins()
  #config: SshConfig | undefined

  constructor(options: ConnectorOptions) {
    this.#options = options
    this.#questions = new Questions(options.ask, this.#loginTimeout)
    this.#sudoPasswords = new SudoPasswords(this.#questions)
    this.#keys = new Keys(this.#questions)
    this.#hostKeys = new HostKeys({
      acceptNew: options.acceptNewHostKeys === true,
      onUnknown: options.onUnknownHostKey,
      remark: (sentence) => this.#remark(sentence),
    })
  }

  async connect(target: HostTarget): Promise<Connection> {
    const { name: host, become, becomeMethod } = target
    for (const hop of target.hops ?? []) this.#hops.set(hop.name, hop)
    for (const sentence of target.remarks ?? []) this.#remark(sentence)
    const settings = this.#settings(target)
    this.#refuseSecondName(settings)
    const releases = new Releases()
    const login = await this.#logInWithDeadline(settings, releases, [])
    const onClose = () => releases.all()
    const { user, host: address, port } = settings
    const at = endpoint(address, port)
    const shared = { questions: this.#questions, passwords: this.#sudoPasswords }
    return new SshConnection({ host, at, user, become, becomeMethod, login, ...shared, onClose })
  }

  /** Two names of one machine would change it twice, as if it were two. */
  #refuseSecondName({ name, host, port, jumps }: LoginSettings): void {
    const address = `${host.toLowerCase()} ${port} ${jumps.join(',')}`
    const first = this.#names.get(address) ?? name
    this.#names.set(address, first)
    if (first === name) return
    throw new EvenkeelError('unsupported', `Cannot use ${name} beside ${first}: both are ${endpoint(host, port)}`, {
      host: name,
      hint: 'Give each host its own address or port in the inventory, or take one of the two names out.',
    })
  }

  /** Logs in before the deadline; otherwise releases everything that was opened. */
  async #logInWithDeadline(settings: LoginSettings, releases: Releases, trail: readonly string[]): Promise<Login> {
    const deadline = Math.min(this.#options.connectDeadline ?? Number.POSITIVE_INFINITY, settings.timeout ?? DEADLINE)
    const attempt = new AbortController()
    try {
      const login = this.#logIn(settings, releases, attempt.signal, trail)
      return await this.#loginTimeout.limit(deadline, login, () => tooLate(settings, deadline))
    } catch (error) {
      attempt.abort()
      releases.all()
      throw error
    }
  }

  #settings(target: HostTarget): LoginSettings {
    const remark = (sentence: string) => this.#remark(sentence)
    this.#config ??= SshConfig.load(this.#options.sshConfig, remark)
    return loginSettings(target, this.#config, remark)
  }

  #remark(sentence: string): void {
    if (this.#remarks.has(sentence)) return
    this.#remarks.add(sentence)
    this.#options.remark?.(sentence)
  }

  async #logIn(
    settings: LoginSettings,
    releases: Releases,
    signal: AbortSignal,
    trail: readonly string[],
  ): Promise<Login> {
    // Read the keys first, so that nothing is awaited between the start of the socket and its first listener.
    const ring = await this.#keys.ring(settings)
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#tryLogin(settings, ring, releases, signal, trail)
      } catch (error) {
        if (attempt === MOST_ATTEMPTS || !isDropped(error)) throw error
        await setTimeout(pauseAfter(attempt), undefined, { signal })
      }
    }
  }

  async #tryLogin(
    settings: LoginSettings,
    ring: KeyRing,
    releases: Releases,
    signal: AbortSignal,
    trail: readonly string[],
  ): Promise<Login> {
    const stream = await this.#streamTo(settings, releases, trail)
    const abandon = () => stream.destroy()
    if (signal.aborted) abandon()
    signal.throwIfAborted()
    signal.addEventListener('abort', abandon, { once: true })
    const notes: string[] = []
    let refusal: EvenkeelError | undefined
    try {
      return await login({
        stream,
        user: settings.user,
        hostKeyAlgorithms: hostKeyAlgorithms(
          this.#hostKeys.knownTypes(settings),
          this.#hostKeys.hasAuthority(settings),
        ),
        identities: ring.identities,
        password: this.#password(settings),
        verify: (key, certificate) => {
          refusal = this.#hostKeys.refusal(settings, key, certificate)
          return refusal === undefined
        },
        note: (sentence) => notes.push(sentence),
      })
    } catch (cause) {
      stream.destroy()
      throw refusal ?? loginFailure(settings, cause, { notes: [...notes, ...ring.notes], keys: ring.identities.length })
    } finally {
      signal.removeEventListener('abort', abandon)
    }
  }

  #password({ user, host, port, name }: LoginSettings) {
    if (this.#options.askPassword !== true) return undefined
    const subject = `${user}@${host}:${port}`
    return () => this.#questions.askOnce({ kind: 'password', prompt: `Password of ${user} on ${name}`, subject })
  }

  async #streamTo(settings: LoginSettings, releases: Releases, trail: readonly string[]): Promise<Duplex> {
    const { host, port, jumps } = settings
    const last = jumps.at(-1)
    if (last === undefined) return connectSocket({ host, port, noDelay: true })
    try {
      const jumpLogin = await this.#logInToJump(last, jumps.slice(0, -1), releases, trail)
      return await jumpLogin.forward(host, port)
    } catch (cause) {
      throw jumpFailure(settings, last, cause)
    }
  }

  /** Logs in to a jump host, or shares its existing login. `trail` are the jump hosts whose logins wait for this one. */
  async #logInToJump(
    jump: string,
    before: readonly string[],
    releases: Releases,
    trail: readonly string[],
  ): Promise<Login> {
    const target = jumpTarget(jump, this.#hops)
    const settings = this.#settings(before.length > 0 ? { ...target, jump: before.join(',') } : target)
    const key = JSON.stringify([settings.user, settings.host, settings.port, settings.jumps])
    // A login that waits for itself would wait for ever.
    if (trail.includes(key)) throw new EvenkeelError('input', 'the jump hosts form a circle')
    return this.#jumpLogins.share(key, releases, (own) => this.#logInWithDeadline(settings, own, [...trail, key]))
  }
}

/** Pauses differ, or all hosts behind one server would come again at the same moment. */
function pauseAfter(attempt: number): number {
  return FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + Math.random())
}

function isDropped(error: unknown): boolean {
  return error instanceof EvenkeelError && error.cause instanceof NoIdentification && error.cause.isDropped
}

function tooLate({ name, host, port, jumps }: LoginSettings, milliseconds: number): EvenkeelError {
  const where = [endpoint(host, port), ...jumps.map((jump) => `through ${jump}`)].join(' ')
  return new EvenkeelError(
    'unreachable',
    `Cannot reach ${name} at ${where}: no login within ${milliseconds / 1000} seconds`,
    {
      host: name,
      hint: `Try \`ssh -v -p ${port} ${host}\`. ${withoutHost(name)}`,
    },
  )
}
