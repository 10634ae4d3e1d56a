import type { HostPool } from '../../host-pool.ts'
import type { RunSettings } from '../settings.ts'
import { isLost } from './answer.ts'
import { renewLease } from './lease.ts'
import { acquireLock, type LockHolder, noteAlive } from './lock.ts'

interface Held {
  /**
   * The end of the lease by this machine's monotonic clock, in milliseconds. The host's own end is never earlier. 0 while
   * the host is only locked.
   */
  until: number
  readonly timer: NodeJS.Timeout
  renewing: boolean
}

/** Renews the leases of a run's hosts, three times per lease, as long as this controller is alive. */
export class LeaseKeeper {
  readonly #pool: HostPool
  readonly #run: string
  readonly #settings: Pick<RunSettings, 'lease'>
  readonly #held = new Map<string, Held>()

  constructor(pool: HostPool, run: string, settings: Pick<RunSettings, 'lease'>) {
    this.#pool = pool
    this.#run = run
    this.#settings = settings
  }

  /**
   * Takes the host's lock, and starts the heartbeat, so that others see that this controller is alive. Throws `locked`.
   */
  async lock(host: string, holder: LockHolder): Promise<void> {
    await acquireLock(this.#pool, host, holder, this.#settings.lease)
    this.#watch(host)
  }

  #watch(host: string): void {
    if (this.#held.has(host)) return
    const timer = setInterval(() => void this.#renew(host), (this.#settings.lease * 1000) / 3)
    this.#held.set(host, { until: 0, timer, renewing: false })
  }

  /** From now on the heartbeat renews the host's lease; called before the host may be changed. */
  hold(host: string): void {
    this.#watch(host)
    const held = this.#held.get(host)
    if (held !== undefined && held.until === 0) held.until = this.#end()
  }

  /** Milliseconds until the end of the host's lease, as far as this controller has heard. */
  left(host: string): number {
    return Math.max(0, (this.#held.get(host)?.until ?? 0) - performance.now())
  }

  /** Stops the heartbeat of a host; {@link left} still counts down. */
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
    const used = this.#pool.connection(host)
    const end = this.#end()
    try {
      if (held.until === 0) return await noteAlive(this.#pool, host, this.#run, this.#settings.lease)
      const { state } = await renewLease(this.#pool, host, this.#run, this.#settings.lease)
      if (state === 'open') held.until = end
    } catch (error) {
      // One new login for the next heartbeat. The follower of the run finds the loss itself, and retries for longer.
      if (isLost(error)) await this.#pool.reconnect(host, used).catch(() => undefined)
    } finally {
      held.renewing = false
    }
  }

  #end(): number {
    return performance.now() + this.#settings.lease * 1000
  }
}
