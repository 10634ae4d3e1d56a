import { setTimeout } from 'node:timers/promises'
import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import type { Phase } from '../../events.ts'
import { failureOf } from '../../run/wire/answer.ts'
import { retryOverNewLogin } from '../../run/wire/retry.ts'
import { sh, shFile } from '../../shell.ts'
import { countMissing } from '../gtid.ts'
import { readGuardState, readLines } from '../guard-state.ts'
import type { HostGuard } from '../host-guard.ts'
import type { PairOperation } from '../operation.ts'
import { readDirection } from './direction.ts'
import { HandOver } from './hand-over.ts'
import { OLDEST_WRITE, obstacleOfComparison, obstaclesOfServer, obstaclesOfStates, remarksOn } from './obstacles.ts'
import { PauseWatch } from './pause.ts'
import type { Pause, SwitchoverReport } from './report.ts'

const OBSTACLES = shFile(new URL('./obstacles.sh', import.meta.url))
const AWAIT_OPEN = shFile(new URL('./await-open.sh', import.meta.url))
const PHASES = 10
/** Seconds in which the standby must catch up while the writer still works. */
const PRE_SYNC = 30
/** Seconds in which a server must open. */
const OPENING = 10
/** Seconds in which the old writer must replicate from the new one. */
const FOLLOWING = 20

/** One switchover, from `from` to `to`. */
export class Move {
  readonly #operation: PairOperation
  readonly #old: HostGuard
  readonly #new: HostGuard

  constructor(operation: PairOperation, from: string, to: string) {
    this.#operation = operation
    this.#old = operation.guard(from)
    this.#new = operation.guard(to)
  }

  #phase<Result>(
    number: number,
    title: string,
    work: () => Promise<Result>,
    saw?: (result: Result) => string,
  ): Promise<Result> {
    const phase: Phase = { number, of: PHASES, title }
    return this.#operation.phase(phase, work, saw)
  }

  /** Phase 1. Throws `check` with all that is in the way. Returns how many transactions the standby lacks. */
  async refuseObstacles(wanted: string | undefined): Promise<number> {
    return this.#phase(
      1,
      'nothing stands in the way',
      async () => {
        const { pair, pool } = this.#operation
        const direction = await readDirection(this.#operation, wanted ?? this.#new.host)
        if ('already' in direction) throw new EvenkeelError('stale', `${direction.already.host} takes writes already`)
        const [compared, ofOld, ofNew] = await Promise.all([
          this.#compare(),
          this.#serverObstacles(this.#old),
          this.#serverObstacles(this.#new),
        ])
        const found = [...obstaclesOfStates(direction), ...compared, ...ofOld, ...ofNew]
        if (found.length > 0) throw refusal(found)
        for (const message of remarksOn(pair, direction.from)) pool.controller.emit({ type: 'remark', message })
        return countMissing(pair.engine, direction.from.state.gtid, direction.to.state.gtid)
      },
      (behind) => `${this.#new.host} lacks ${behind} ${behind === 1 ? 'transaction' : 'transactions'}`,
    )
  }

  async #compare(): Promise<string[]> {
    return obstacleOfComparison(this.#old.host, this.#new.host, await this.#old.compare())
  }

  async #serverObstacles(guard: HostGuard): Promise<string[]> {
    const result = await guard.sql(sh`${OBSTACLES}\nobstacles ${OLDEST_WRITE}`)
    if (result.status !== 0) throw failureOf(result, guard.host, 'say what is in the way')
    return obstaclesOfServer(guard.host, Buffer.from(result.stdout, 'latin1').toString('utf8'))
  }

  /** Phases 2 to 10. Throws what is refused before the old writer closes. */
  async carryOut(): Promise<SwitchoverReport> {
    await this.#preSync()
    this.#operation.refuseStop()
    const [client] = this.#operation.pool.hosts.filter((host) => !this.#isOfPair(host))
    const watch = client === undefined ? undefined : new PauseWatch(this.#operation.pool, this.#operation.pair, client)
    try {
      return await this.#moveWriter(watch)
    } finally {
      await watch?.stop()
    }
  }

  #isOfPair(host: string): boolean {
    return this.#operation.pair.hosts.some(({ name }) => name === host)
  }

  async #preSync(): Promise<void> {
    const { gtid } = await this.#old.state()
    await this.#phase(2, `${this.#new.host} has applied what ${this.#old.host} had`, async () => {
      const result = await this.#new.guard(['ready', gtid, PRE_SYNC])
      if (result.status === 0) return
      const missing = readLines(result.stdout).get('missing') ?? result.stderr.trim()
      throw refusal([`${this.#new.host} still lacks ${missing} after ${PRE_SYNC} s`])
    })
  }

  async #moveWriter(watch: PauseWatch | undefined): Promise<SwitchoverReport> {
    let servers: number
    try {
      servers = await this.#handOver()
    } catch (failure) {
      return this.#takeBack(asEvenkeelError(failure))
    }
    const failure = await this.#finish(watch).catch(asEvenkeelError)
    const seen = watch === undefined ? undefined : { host: watch.client, ...(await watch.stop()) }
    return this.#report('moved', { pause: { servers, client: seen }, failure: failure ?? undefined })
  }

  /** Phases 3 to 8. Returns the milliseconds in which no server was open. */
  async #handOver(): Promise<number> {
    const [old, next] = [this.#old.host, this.#new.host]
    const handOver = new HandOver(this.#old)
    await this.#phase(3, `${old} is read-only`, () => handOver.until('closed'))
    await this.#phase(4, `the clients of ${old} are disconnected`, () => handOver.until('disconnected'))
    await this.#phase(
      5,
      `${old} writes no more`,
      () => handOver.until('gtid'),
      (gtid) => `twice at ${gtid}`,
    )
    await this.#phase(6, `${next} has applied all of it`, () => handOver.until('applied'))
    await this.#phase(7, `${old} gives ${this.#operation.pair.vip} up`, () => handOver.until('gave_up'))
    await this.#phase(8, `${next} takes writes`, () => awaitOpen(this.#new, this.#operation))
    return performance.now() - handOver.closedAt
  }

  /** The new writer is open: what fails now is told, and changes nothing about that. */
  async #finish(watch: PauseWatch | undefined): Promise<undefined> {
    const { vip } = this.#operation.pair
    await this.#phase(
      9,
      `${this.#new.host} is the one at ${vip}`,
      () => this.#seenAtVip(watch),
      (saw) => saw,
    )
    await this.#phase(10, `${this.#old.host} replicates from ${this.#new.host}`, async () => {
      await this.#old.guardForSure(['unyield'])
      await this.#old.untilFollowing(FOLLOWING)
    })
  }

  /** A client gets the guard's answer through the VIP; without a client, the old writer asks the server at the VIP. */
  async #seenAtVip(watch: PauseWatch | undefined): Promise<string> {
    const { serverId } = await this.#new.state()
    for (const until = performance.now() + OPENING * 1000; performance.now() < until; await setTimeout(50)) {
      if (watch?.isAsking && watch.lastAnswer === serverId) return `server ${serverId} answers ${watch.client}: open`
      if (!watch?.isAsking && (await this.#serverAtVip()) === `${serverId}\t0`)
        return `server ${serverId} answers ${this.#old.host}: not read-only`
    }
    throw new EvenkeelError('check', `${this.#new.host} takes writes, but ${this.#operation.pair.vip} leads elsewhere`)
  }

  /** Its server_id and whether it is read-only. */
  async #serverAtVip(): Promise<string> {
    const ask = sh`PEER=${this.#operation.pair.vip}; echo ${'SELECT @@GLOBAL.server_id, @@GLOBAL.read_only;'} | there 2`
    return (await this.#old.sql(ask)).stdout.trim()
  }

  /**
   * The old writer opens again, but only if the new one has executed nothing that the old one lacks: the VIP may have
   * moved, also if the connection broke before that was heard.
   */
  async #takeBack(failure: EvenkeelError): Promise<SwitchoverReport> {
    try {
      // The new server first: what it has executed by then, the old one must have, which goes on while it is open.
      const now = await this.#new.state()
      const before = await this.#old.state()
      if (now.open) return this.#report('moved', { failure })
      if (before.open) return this.#report('back', { failure })
      if (countMissing(this.#operation.pair.engine, now.gtid, before.gtid) > 0)
        return this.#report('unknown', { failure, byHand: this.#byHand() })
      await this.#new.guardForSure(['give-up', 2 * OPENING])
      await this.#old.guardForSure(['unyield'])
      await awaitOpen(this.#old, this.#operation)
      return this.#report('back', { failure })
    } catch {
      return this.#report('unknown', { failure, byHand: this.#byHand('unyield') })
    }
  }

  #byHand(command?: string): SwitchoverReport['byHand'] {
    const { writer } = this.#operation.pair.paths
    const state = (host: string) => ({ host, command: `${writer} state` })
    const first = command === undefined ? [] : [{ host: this.#old.host, command: `${writer} ${command}` }]
    return [...first, state(this.#old.host), state(this.#new.host)]
  }

  #report(outcome: SwitchoverReport['outcome'], more: Partial<SwitchoverReport> & { pause?: Pause }): SwitchoverReport {
    const { run, phases } = this.#operation
    return { outcome, from: this.#old.host, to: this.#new.host, run, phases, ...more }
  }
}

function refusal(found: readonly string[]): EvenkeelError {
  const [only, ...others] = found
  const list = others.length === 0 ? ` ${only}` : `\n${found.join('\n')}`
  return new EvenkeelError('check', `Cannot move the writer now:${list}`, { hint: 'Nothing was changed.' })
}

/** Waits until a server takes writes. Throws `step` with its guard's reason. */
async function awaitOpen(guard: HostGuard, { pool }: PairOperation): Promise<void> {
  const wait = () => guard.sql(sh`${AWAIT_OPEN}\nawait_open ${OPENING}`)
  const result = await retryOverNewLogin(pool, guard.host, { window: () => 0 }, wait)
  if (result.status === 0) return
  const { stdout } = await guard.guard(['state'])
  const { reason } = readGuardState(stdout)
  throw new EvenkeelError('step', `${guard.host} did not open within ${OPENING} s: ${reason}`, { host: guard.host })
}
