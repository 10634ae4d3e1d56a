import type { Controller } from '../controller.ts'
import { EvenkeelError } from '../errors/error.ts'
import type { Phase } from '../events.ts'
import { HostPool } from '../host-pool.ts'
import { newRunId } from '../journal/header.ts'
import { settleAll } from '../parallel.ts'
import { LeaseKeeper } from '../run/wire/heartbeat.ts'
import { releaseLock } from '../run/wire/lock.ts'
import { refuseUnfinishedRun } from '../unfinished.ts'
import { choosePair, type DescribedPairs } from './described-pairs.ts'
import { HostGuard } from './host-guard.ts'
import type { DatabasePair } from './pair.ts'

/** Seconds of silence after which the controller counts as gone. */
const LEASE = 60

/** A phase that has ended. */
export interface PhaseReport extends Phase {
  /** A reading that proves it, such as a position. */
  readonly saw: string
  readonly milliseconds: number
}

/** A command on a database pair: its connections, its locks on both hosts, and its phases. */
export class PairOperation {
  readonly pool: HostPool
  readonly pair: DatabasePair
  /** The id that its locks have, and that `evenkeel unlock` takes. */
  readonly run = newRunId()
  readonly phases: PhaseReport[] = []
  readonly #keeper: LeaseKeeper
  readonly #locked: string[] = []

  private constructor(pool: HostPool, pair: DatabasePair) {
    this.pool = pool
    this.pair = pair
    this.#keeper = new LeaseKeeper(pool, this.run, { lease: LEASE })
  }

  /**
   * Connects to both hosts of a pair. Throws if one of them cannot be reached.
   *
   * @param host chooses the pair, if the playbook has several
   */
  static async open(
    described: DescribedPairs,
    host: string | undefined,
    controller: Controller,
  ): Promise<PairOperation> {
    const pool = new HostPool(controller)
    try {
      if (described.targets.length === 0) choosePair([], host, described.playbook)
      const failures = await pool.connectReachable(described.targets)
      const pair = choosePair(described.pairs(pool.facts), host, described.playbook)
      for (const { name } of pair.hosts) {
        const failure = failures.get(name)
        if (failure !== undefined) throw failure
        refuseUnfinishedRun(pool.profile(name))
      }
      return new PairOperation(pool, pair)
    } catch (failure) {
      await pool.close()
      throw failure
    }
  }

  guard(host: string): HostGuard {
    return new HostGuard(this.pool, this.pair, host)
  }

  /** The other host of the pair. */
  peerOf(host: string): string {
    const [first, second] = this.pair.hosts
    return first.name === host ? second.name : first.name
  }

  /** Locks both hosts, so that no other command of evenkeel changes them meanwhile. Throws `locked`. */
  async lock(): Promise<void> {
    const { emit, operator } = this.pool.controller
    const hosts = this.pair.hosts.map(({ name }) => name).sort()
    emit({ type: 'run-started', run: this.run, hosts })
    for (const host of hosts) {
      // Pushed first: if the connection breaks, the host may be locked all the same.
      this.#locked.push(host)
      await this.#keeper.lock(host, { run: this.run, operator, started: new Date().toISOString() })
      emit({ type: 'locked', host })
    }
  }

  /** Does one phase, and reports what it saw. */
  async phase<Result>(
    phase: Phase,
    work: (note: (text: string) => void) => Promise<Result>,
    saw: (result: Result) => string = () => '',
  ): Promise<Result> {
    const { emit } = this.pool.controller
    emit({ type: 'phase-started', phase })
    const started = performance.now()
    let told = ''
    const result = await work((note) => {
      if (note !== told) emit({ type: 'phase-note', phase, note })
      told = note
    })
    const report = { ...phase, saw: saw(result), milliseconds: performance.now() - started }
    this.phases.push(report)
    emit({ type: 'phase-done', phase, saw: report.saw, milliseconds: report.milliseconds })
    return result
  }

  /** Throws `declined` if the user has asked to stop. */
  refuseStop(): void {
    if (this.pool.controller.stop?.aborted) throw new EvenkeelError('declined', 'Interrupted.')
  }

  async close(): Promise<void> {
    this.#keeper.close()
    await settleAll(this.#locked, this.#locked.length, (host) => releaseLock(this.pool, host, this.run))
    await this.pool.close()
  }
}
