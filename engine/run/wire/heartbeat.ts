import type { HostPool } from '../../host-pool.ts'
import type { RunSettings } from '../settings.ts'
import { isLost } from './answer.ts'
import { renewLease } from './lease.ts'

interface Held {
  /** By this machine's monotonic clock, in milliseconds: until then the host goes on without us, if not longer. */
  until: number
  readonly timer: NodeJS.Timeout
  renewing: boolean
}

/** Renews the leases of a run's hosts, three times a lease, as long as this controller stands behind the run. */
export class LeaseKeeper {
  readonly #session: HostPool
  readonly #run: string
  readonly #terms: RunSettings
  readonly #held = new Map<string, Held>()

  constructor(pool: HostPool, run: string, settings: RunSettings) {
    this.#session = pool
    this.#run = run
    this.#terms = settings
  }

  /** From the moment in which the host may be changed. */
  hold(host: string): void {
    if (this.#held.has(host)) return
    const timer = setInterval(() => void this.#renew(host), (this.#terms.lease * 1000) / 3)
    this.#held.set(host, { until: this.#end(), timer, renewing: false })
  }

  /** Milliseconds for which the host goes on without hearing from us, as far as is known here. */
  left(host: string): number {
    return Math.max(0, (this.#held.get(host)?.until ?? 0) - performance.now())
  }

  /** From now on the host is on its own; what is left of its lease is still known. */
  drop(host: string): void {
    clearInterval(this.#held.get(host)?.timer)
  }

  close(): void {
    for (const host of this.#held.keys()) this.drop(host)
  }

  async #renew(host: string): Promise<void> {
    const held = this.#held.get(host)
    if (held === undefined || held.renewing) return
    held.renewing = true
    const used = this.#session.connection(host)
    const end = this.#end()
    try {
      const { state } = await renewLease(this.#session, host, this.#run, this.#terms.lease)
      if (state === 'open') held.until = end
    } catch (error) {
      // Whoever follows the run finds out by itself, and has more patience; here it is about the next renewal.
      if (isLost(error)) await this.#session.reconnect(host, used).catch(() => undefined)
    } finally {
      held.renewing = false
    }
  }

  #end(): number {
    return performance.now() + this.#terms.lease * 1000
  }
}
