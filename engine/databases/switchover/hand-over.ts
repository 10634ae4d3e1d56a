import { EvenkeelError } from '../../errors/error.ts'
import { failureOf } from '../../run/wire/answer.ts'
import { readLines } from '../guard-state.ts'
import type { HostGuard } from '../host-guard.ts'

/** Seconds after which the old writer's guard opens it again by itself if it has not given the VIP up. */
export const YIELD = 15

/** What `writer hand-over` prints, in this order, as `KEY=VALUE`. `gtid` is all that the server has executed. */
type Milestone = 'closed' | 'disconnected' | 'gtid' | 'applied' | 'gave_up'

/**
 * `writer hand-over` on the old writer: one command on the host, so that a slow connection does not prolong the time in
 * which nobody can write.
 */
export class HandOver {
  /** When the old server closed, by the controller's clock. */
  closedAt = 0
  readonly #host: string
  readonly #done: Promise<void>
  readonly #lines: string[] = []
  readonly #reached: Readonly<Record<Milestone, PromiseWithResolvers<string>>> = {
    closed: Promise.withResolvers(),
    disconnected: Promise.withResolvers(),
    gtid: Promise.withResolvers(),
    applied: Promise.withResolvers(),
    gave_up: Promise.withResolvers(),
  }

  constructor(guard: HostGuard) {
    this.#host = guard.host
    this.#done = this.#run(guard)
    // A failure is thrown where a milestone is awaited.
    this.#done.catch(() => undefined)
  }

  /** Waits for a line of the command, and returns its value. Throws `step` with the guard's reason if it ends before. */
  async until(milestone: Milestone): Promise<string> {
    const reached = this.#reached[milestone].promise
    return Promise.race([reached, this.#done.then(() => this.#missed(milestone))])
  }

  /** Once the command is done, all lines have been heard. */
  async #missed(milestone: Milestone): Promise<string> {
    const value = readLines(this.#lines.join('\n')).get(milestone)
    if (value !== undefined) return value
    throw new EvenkeelError('step', `${this.#host} handed the writer over without "${milestone}"`, { host: this.#host })
  }

  async #run(guard: HostGuard): Promise<void> {
    const result = await guard.guard(['hand-over', YIELD], { onLine: (line) => this.#hear(line) })
    const values = readLines(this.#lines.join('\n'))
    if (result.status === 0 && values.has('gave_up')) return
    const reason = values.get('reason')
    if (result.status === undefined || reason === undefined) throw failureOf(result, this.#host, 'hand the writer over')
    throw new EvenkeelError('step', `${this.#host} could not hand the writer over: ${reason}`, { host: this.#host })
  }

  #hear(line: string): void {
    this.#lines.push(line)
    const [[key, value] = ['', '']] = readLines(line)
    if (key === 'closed') this.closedAt = performance.now()
    if (key in this.#reached) this.#reached[key as Milestone].resolve(value)
  }
}
