import type { Controller } from './controller.ts'
import { asEvenkeelError, EvenkeelError, throwIfAny } from './errors/error.ts'
import type { Facts } from './facts.ts'
import type { CommandResult, Connection, HostTarget } from './host/connection.ts'
import { type HostProfile, readHostProfile } from './host-profile.ts'
import { settleAll, workOnAll } from './parallel.ts'
import { script } from './target/scripts.ts'
import { remarksOnRuns } from './unfinished.ts'

/** One connection a host, for one command of evenkeel. */
export class HostPool {
  readonly controller: Controller
  readonly #connections = new Map<string, Connection>()
  readonly #targets = new Map<string, HostTarget>()
  readonly #knowledge = new Map<string, HostProfile>()
  readonly #facts = new Map<string, Facts>()
  /** Second logins that are under way. */
  readonly #logins = new Map<string, Promise<Connection>>()

  constructor(controller: Controller) {
    this.controller = controller
  }

  /** Connects to all in parallel and reads their facts. Throws for all that cannot be reached, together. */
  async join(targets: readonly HostTarget[]): Promise<void> {
    const missing = this.#missing(targets)
    if (missing.length === 0) return
    this.controller.emit({ type: 'connecting', hosts: missing.map((target) => target.name) })
    await workOnAll(missing, this.controller.forks, (target) => this.#meet(target))
    this.#tellRuns(missing)
  }

  /** As {@link join}, but gives back why some cannot be reached. Throws where none can. */
  async joinReachable(targets: readonly HostTarget[]): Promise<ReadonlyMap<string, EvenkeelError>> {
    const missing = this.#missing(targets)
    if (missing.length > 0) this.controller.emit({ type: 'connecting', hosts: missing.map((target) => target.name) })
    const outcomes = await settleAll(missing, this.controller.forks, (target) => this.#meet(target))
    const failures = outcomes.flatMap((outcome) =>
      'failure' in outcome ? [[outcome.item.name, asEvenkeelError(outcome.failure)] as const] : [],
    )
    if (this.#knowledge.size === 0) throwIfAny(failures.map(([, failure]) => failure))
    this.#tellRuns(missing)
    return new Map(failures)
  }

  /** For hosts that are only looked from: says why for those that cannot be reached. */
  async joinWitnesses(targets: readonly HostTarget[]): Promise<void> {
    for (const [host, { message }] of await this.joinReachable(targets))
      this.controller.emit({ type: 'remark', message: `Checks cannot look from ${host}: ${message}` })
  }

  /** Those that are not here yet. They keep their order, whoever answers first. */
  #missing(targets: readonly HostTarget[]): HostTarget[] {
    for (const target of targets) this.#targets.set(target.name, target)
    return targets.filter((target) => !this.#knowledge.has(target.name))
  }

  /** Whatever the command is: somebody's run may need attention. */
  #tellRuns(targets: readonly HostTarget[]): void {
    const met = targets.flatMap((target) => this.#knowledge.get(target.name) ?? [])
    for (const message of remarksOnRuns(met)) this.controller.emit({ type: 'remark', message })
  }

  async #meet(target: HostTarget): Promise<void> {
    const before = performance.now()
    const connection = await this.controller.connect(target)
    this.#connections.set(target.name, connection)
    this.controller.emit({ type: 'connected', host: target.name, milliseconds: performance.now() - before })
    this.controller.emit({ type: 'reading', host: target.name, what: 'facts' })
    const result = await connection.script(`${script('standing')}\n${script('facts')}`)
    const profile = readHostProfile(answered(result, target.name).stdout, target.name)
    this.#knowledge.set(target.name, profile)
    this.#facts.set(target.name, profile.facts)
    this.controller.emit({ type: 'read', host: target.name, what: 'facts' })
  }

  /** Those that could be logged in to and read. */
  get hosts(): readonly string[] {
    return [...this.#targets.keys()].filter((host) => this.has(host))
  }

  has(host: string): boolean {
    return this.#knowledge.has(host)
  }

  connection(host: string): Connection {
    return present(this.#connections.get(host), host)
  }

  profile(host: string): HostProfile {
    return present(this.#knowledge.get(host), host)
  }

  /** By host. Those of hosts that join later come in. */
  get facts(): ReadonlyMap<string, Facts> {
    return this.#facts
  }

  /**
   * A second login in the place of a connection that broke, or to prove that logging in still works. The old one is
   * kept where that fails. Whoever asks for the same meanwhile gets the same.
   */
  async relogin(host: string, old: Connection): Promise<Connection> {
    if (this.connection(host) !== old) return this.connection(host)
    const login = this.#logins.get(host) ?? this.#login(host, old)
    this.#logins.set(host, login)
    try {
      return await login
    } finally {
      this.#logins.delete(host)
    }
  }

  async #login(host: string, old: Connection): Promise<Connection> {
    const fresh = await this.controller.connect(present(this.#targets.get(host), host))
    this.#connections.set(host, fresh)
    old.close()
    return fresh
  }

  async close(): Promise<void> {
    await settleAll([...this.#connections.values()], this.controller.forks, async (connection) => connection.close())
  }
}

/** A result with an exit status; throws `lost` for one without, `unsupported` for a script that failed. */
export function answered(result: CommandResult, host: string): CommandResult {
  if (result.status === 0) return result
  if (result.status === undefined)
    throw new EvenkeelError('lost', `Lost ${host} while it was working: what it did is unknown`, { host })
  throw new EvenkeelError('unsupported', `Cannot read ${host}: its shell ended with status ${result.status}`, {
    host,
    hint: result.stderr.trim() || 'It needs sshd and a POSIX /bin/sh, and a login that prints nothing by itself.',
  })
}

function present<Value>(value: Value | undefined, host: string): Value {
  if (value === undefined) throw new EvenkeelError('bug', `${host} is not part of this session`, { host })
  return value
}
