import { asEvenkeelError, EvenkeelError } from './errors/error.ts'
import type { Facts } from './facts.ts'
import type { CommandResult, Connection, HostTarget } from './host/connection.ts'
import { type Knowledge, readKnowledge } from './knowledge.ts'
import type { Means } from './means.ts'
import { settleAll, workOnAll } from './parallel.ts'
import { script } from './target/scripts.ts'

/** One connection a host, for one command of evenkeel. */
export class Session {
  readonly means: Means
  readonly #connections = new Map<string, Connection>()
  readonly #targets = new Map<string, HostTarget>()
  readonly #knowledge = new Map<string, Knowledge>()

  constructor(means: Means) {
    this.means = means
  }

  /** Connects to all in parallel and reads their facts. Throws for all that cannot be reached, together. */
  async join(targets: readonly HostTarget[]): Promise<void> {
    const missing = targets.filter((target) => !this.#knowledge.has(target.name))
    if (missing.length === 0) return
    this.means.emit({ type: 'connecting', hosts: missing.map((target) => target.name) })
    await workOnAll(missing, this.means.forks, (target) => this.#meet(target))
  }

  /** As {@link join}, for hosts that are only looked from: says why for those that cannot be reached. */
  async joinIfReachable(targets: readonly HostTarget[]): Promise<void> {
    const missing = targets.filter((target) => !this.#knowledge.has(target.name))
    for (const outcome of await settleAll(missing, this.means.forks, (target) => this.#meet(target))) {
      if (!('failure' in outcome)) continue
      const why = asEvenkeelError(outcome.failure).message
      this.means.emit({ type: 'remark', message: `Checks cannot look from ${outcome.item.name}: ${why}` })
    }
  }

  async #meet(target: HostTarget): Promise<void> {
    const before = performance.now()
    const connection = await this.means.connect(target)
    this.#targets.set(target.name, target)
    this.#connections.set(target.name, connection)
    this.means.emit({ type: 'connected', host: target.name, milliseconds: performance.now() - before })
    this.means.emit({ type: 'reading', host: target.name, what: 'facts' })
    const result = await connection.script(script('facts'))
    this.#knowledge.set(target.name, readKnowledge(answered(result, target.name).stdout, target.name))
    this.means.emit({ type: 'read', host: target.name, what: 'facts' })
  }

  get hosts(): readonly string[] {
    return [...this.#connections.keys()]
  }

  has(host: string): boolean {
    return this.#connections.has(host)
  }

  connection(host: string): Connection {
    return present(this.#connections.get(host), host)
  }

  knowledge(host: string): Knowledge {
    return present(this.#knowledge.get(host), host)
  }

  facts(): ReadonlyMap<string, Facts> {
    return new Map([...this.#knowledge].map(([host, knowledge]) => [host, knowledge.facts]))
  }

  /** A second login on a host whose connection broke, or to prove that logging in still works. */
  async reconnect(host: string): Promise<Connection> {
    this.#connections.get(host)?.close()
    const connection = await this.means.connect(present(this.#targets.get(host), host))
    this.#connections.set(host, connection)
    return connection
  }

  async close(): Promise<void> {
    await settleAll([...this.#connections.values()], this.means.forks, async (connection) => connection.close())
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
