import { inCleanEnvironment } from './clean-login.ts'
import type { Controller } from './controller.ts'
import { asEvenkeelError, EvenkeelError, throwIfAny } from './errors/error.ts'
import type { Facts } from './facts.ts'
import type { CommandResult, Connection, HostTarget } from './host/connection.ts'
import { type HostProfile, readHostProfile } from './host-profile.ts'
import { settleAll, workOnAll } from './parallel.ts'
import { script } from './target/scripts.ts'
import { remarksOnRuns } from './unfinished.ts'
import { remarksOnUnreachable } from './unreachable.ts'

/** The connections of one command of evenkeel, one for each host. */
export class HostPool {
  readonly controller: Controller
  readonly #connections = new Map<string, Connection>()
  readonly #targets = new Map<string, HostTarget>()
  readonly #profiles = new Map<string, HostProfile>()
  readonly #facts = new Map<string, Facts>()
  /** New logins that are under way. */
  readonly #reconnecting = new Map<string, Promise<Connection>>()

  constructor(controller: Controller) {
    this.controller = controller
  }

  /** Connects to the hosts in parallel and reads their profiles. Throws one error for all hosts that cannot be reached. */
  async connect(targets: readonly HostTarget[]): Promise<void> {
    const missing = this.#missing(targets)
    if (missing.length === 0) return
    this.controller.emit({ type: 'connecting', hosts: missing.map((target) => target.name) })
    await workOnAll(missing, this.controller.forks, (target) => this.#connect(target))
    throwIfAny(this.#leaveOutTwins().map(([, failure]) => failure))
    this.#remarkOnRuns(missing)
  }

  /** As {@link connect}, but returns why some hosts cannot be reached. Throws if no host can be reached. */
  async connectReachable(targets: readonly HostTarget[]): Promise<ReadonlyMap<string, EvenkeelError>> {
    const failures = await this.#connectSome(targets)
    return new Map([...failures, ...this.#leaveOutTwins()])
  }

  async #connectSome(targets: readonly HostTarget[]): Promise<ReadonlyMap<string, EvenkeelError>> {
    const missing = this.#missing(targets)
    if (missing.length > 0) this.controller.emit({ type: 'connecting', hosts: missing.map((target) => target.name) })
    const outcomes = await settleAll(missing, this.controller.forks, (target) => this.#connect(target))
    const failures = outcomes.flatMap((outcome) =>
      'failure' in outcome ? [[outcome.item.name, asEvenkeelError(outcome.failure)] as const] : [],
    )
    if (this.#profiles.size === 0) throwIfAny(failures.map(([, failure]) => failure))
    this.#remarkOnRuns(missing)
    return new Map(failures)
  }

  /** Connects to hosts that checks only look from. Emits remarks on those that cannot be reached. */
  async connectClients(targets: readonly HostTarget[]): Promise<void> {
    for (const message of remarksOnUnreachable(await this.#connectSome(targets), 'Checks cannot look from'))
      this.controller.emit({ type: 'remark', message })
  }

  /** Leaves out each host that is another one under a second name, and returns why. */
  #leaveOutTwins(): [string, EvenkeelError][] {
    const names = new Map<string, string>()
    return this.hosts.flatMap((host): [string, EvenkeelError][] => {
      const { instance } = this.profile(host)
      const first = names.get(instance ?? '')
      if (instance !== undefined && first === undefined) names.set(instance, host)
      if (first === undefined) return []
      this.#profiles.delete(host)
      this.#facts.delete(host)
      return [[host, sameMachine(host, first)]]
    })
  }

  /** Targets without a connection. All targets are remembered in their order, whichever host answers first. */
  #missing(targets: readonly HostTarget[]): HostTarget[] {
    for (const target of targets) this.#targets.set(target.name, target)
    return targets.filter((target) => !this.#profiles.has(target.name))
  }

  /** Emits remarks on unfinished runs, whichever command it is: they may need attention. */
  #remarkOnRuns(targets: readonly HostTarget[]): void {
    const profiles = targets.flatMap((target) => this.#profiles.get(target.name) ?? [])
    for (const message of remarksOnRuns(profiles)) this.controller.emit({ type: 'remark', message })
  }

  async #connect(target: HostTarget): Promise<void> {
    const before = performance.now()
    const connection = inCleanEnvironment(await this.controller.connect(target))
    this.#connections.set(target.name, connection)
    const milliseconds = performance.now() - before
    this.controller.emit({ type: 'connected', host: target.name, at: connection.at, milliseconds })
    this.controller.emit({ type: 'reading', host: target.name, what: 'facts' })
    const result = await connection.script(script('facts'))
    const profile = readHostProfile(requireSuccess(result, target.name).stdout, target.name)
    this.#profiles.set(target.name, profile)
    this.#facts.set(target.name, profile.facts)
    this.controller.emit({ type: 'read', host: target.name, what: 'facts' })
  }

  /** Hosts that are connected and whose profile is read. */
  get hosts(): readonly string[] {
    return [...this.#targets.keys()].filter((host) => this.has(host))
  }

  has(host: string): boolean {
    return this.#profiles.has(host)
  }

  connection(host: string): Connection {
    return present(this.#connections.get(host), host)
  }

  profile(host: string): HostProfile {
    return present(this.#profiles.get(host), host)
  }

  /** By host. The same map later contains the hosts that connect later. */
  get facts(): ReadonlyMap<string, Facts> {
    return this.#facts
  }

  /**
   * Replaces a connection by a new login: because it broke, or to prove that a login is still possible. If the login
   * fails, the old connection is kept. Concurrent calls for one host share one login.
   */
  async reconnect(host: string, old: Connection): Promise<Connection> {
    if (this.connection(host) !== old) return this.connection(host)
    const login = this.#reconnecting.get(host) ?? this.#replace(host, old)
    this.#reconnecting.set(host, login)
    try {
      return await login
    } finally {
      this.#reconnecting.delete(host)
    }
  }

  async #replace(host: string, old: Connection): Promise<Connection> {
    const connection = inCleanEnvironment(await this.controller.connect(present(this.#targets.get(host), host)))
    this.#connections.set(host, connection)
    old.close()
    return connection
  }

  async close(): Promise<void> {
    await settleAll([...this.#connections.values()], this.controller.forks, async (connection) => connection.close())
  }
}

function sameMachine(host: string, first: string): EvenkeelError {
  return new EvenkeelError('unsupported', `Cannot use ${host} beside ${first}: both are names of the same machine`, {
    host,
    hint: 'Take one of the two names out of the inventory.',
  })
}

/** Returns the result if its exit status is 0. Throws `lost` without an exit status, `unsupported` with another one. */
export function requireSuccess(result: CommandResult, host: string): CommandResult {
  if (result.status === 0) return result
  if (result.status === undefined)
    throw new EvenkeelError('lost', `Lost ${host} during a command: the command's effect is unknown`, { host })
  throw new EvenkeelError('unsupported', `Cannot read ${host}: its shell ended with status ${result.status}`, {
    host,
    hint: result.stderr.trim() || 'The host needs sshd, a POSIX /bin/sh, and login scripts that print nothing.',
  })
}

function present<Value>(value: Value | undefined, host: string): Value {
  if (value === undefined) throw new EvenkeelError('bug', `${host} is not part of this session`, { host })
  return value
}
