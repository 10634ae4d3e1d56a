import { setTimeout } from 'node:timers/promises'
import type { Controller } from '../../controller.ts'
import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import type { Phase } from '../../events.ts'
import type { CommandResult } from '../../host/connection.ts'
import { failureOf } from '../../run/wire/answer.ts'
import { retryOverNewLogin } from '../../run/wire/retry.ts'
import { sh, shFile } from '../../shell.ts'
import type { DescribedPairs } from '../described-pairs.ts'
import { countMissing } from '../gtid.ts'
import { readGuardState, readLines } from '../guard-state.ts'
import type { HostGuard } from '../host-guard.ts'
import { PairOperation } from '../operation.ts'
import {
  type Direction,
  directionOf,
  OLDEST_WRITE,
  obstacleOfComparison,
  obstaclesOfServer,
  obstaclesOfStates,
  type PairSide,
  remarksOn,
} from './obstacles.ts'
import { PauseWatch } from './pause.ts'
import type { Pause, SwitchoverReport } from './report.ts'

const OBSTACLES = shFile(new URL('./obstacles.sh', import.meta.url))
const AWAIT_OPEN = shFile(new URL('./await-open.sh', import.meta.url))
const PHASES = 10
/** Seconds in which the standby must catch up while the writer still works. */
const PRE_SYNC = 30
/** Seconds after which the old writer's guard opens it again by itself if this controller dies. */
export const YIELD = 15
/** Seconds in which the standby must apply what came since, with the writer closed. */
const SYNC = 5
/** Seconds for which the old writer gives the VIP up: by then its peer has it. */
const GIVE_UP = 5
/** Seconds in which a server must open. */
const OPENING = 10
/** Seconds in which the old writer must replicate from the new one. */
const FOLLOWING = 20

export interface SwitchoverOptions {
  /** The host that shall take writes; undefined for the standby of the only pair. */
  readonly to?: string | undefined
  readonly dryRun: boolean
  /** Asks the user once nothing is in the way; throws `declined`. */
  consent(from: string, to: string): Promise<void>
}

/**
 * Moves the writer of a database pair without a lost transaction. Throws what is refused before the old writer closes.
 * Until the VIP moves, a failure opens the old writer again; after that it goes on, as the new one may have taken writes.
 * The deadlines of the guards end all of it by themselves if this controller dies.
 */
export async function switchover(
  described: DescribedPairs,
  controller: Controller,
  options: SwitchoverOptions,
): Promise<SwitchoverReport> {
  const operation = await PairOperation.open(described, options.to, controller)
  try {
    const direction = await readDirection(operation, options.to)
    if ('already' in direction) {
      const { host } = direction.already
      return { outcome: 'nothing', from: host, to: host, phases: [] }
    }
    const [from, to] = [direction.from.host, direction.to.host]
    if (!options.dryRun) {
      await options.consent(from, to)
      await operation.pool.connectClients(described.clients)
      await operation.lock()
    }
    const move = new Move(operation, from, to)
    const behind = await move.refuseObstacles(options.to)
    if (options.dryRun) return { outcome: 'possible', from, to, behind, phases: operation.phases }
    return { ...(await move.carryOut()), behind }
  } finally {
    await operation.close()
  }
}

async function readDirection(
  operation: PairOperation,
  wanted: string | undefined,
): Promise<Exclude<Direction, { readonly refusal: string }>> {
  const [first, second] = operation.pair.hosts
  const side = async (host: string): Promise<PairSide> => ({ host, state: await operation.guard(host).state() })
  const direction = directionOf(await Promise.all([side(first.name), side(second.name)]), wanted)
  if (!('refusal' in direction)) return direction
  throw new EvenkeelError('check', `Cannot move the writer: ${direction.refusal}`, { hint: direction.hint })
}

/** One switchover, from `from` to `to`. */
class Move {
  readonly #operation: PairOperation
  readonly #old: HostGuard
  readonly #new: HostGuard
  /** When the old server closed, by the controller's clock. */
  #closedAt = 0

  constructor(operation: PairOperation, from: string, to: string) {
    this.#operation = operation
    this.#old = operation.guard(from)
    this.#new = operation.guard(to)
  }

  #phase(number: number, title: string): Phase {
    return { number, of: PHASES, title }
  }

  /** Throws `check` with all that is in the way. Returns how many transactions the standby lacks. */
  async refuseObstacles(wanted: string | undefined): Promise<number> {
    return this.#operation.phase(
      this.#phase(1, 'nothing stands in the way'),
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
    await this.#operation.phase(
      this.#phase(2, `${this.#new.host} has applied what ${this.#old.host} had`),
      async () => {
        const result = await this.#new.guard(['ready', gtid, PRE_SYNC])
        if (result.status === 0) return
        const missing = readLines(result.stdout).get('missing') ?? result.stderr.trim()
        throw refusal([`${this.#new.host} still lacks ${missing} after ${PRE_SYNC} s`])
      },
    )
  }

  async #moveWriter(watch: PauseWatch | undefined): Promise<SwitchoverReport> {
    let gtid: string
    try {
      gtid = await this.#close()
      await this.#sync(gtid)
      this.#operation.refuseStop()
      await this.#giveUp()
    } catch (failure) {
      return this.#reopenOld(asEvenkeelError(failure))
    }
    try {
      await this.#opened()
    } catch (failure) {
      return this.#takeBack(asEvenkeelError(failure))
    }
    const servers = performance.now() - this.#closedAt
    const failure = await this.#finish(watch).catch(asEvenkeelError)
    const seen = watch === undefined ? undefined : { host: watch.client, ...(await watch.stop()) }
    return this.#report('moved', { pause: { servers, client: seen }, failure: failure ?? undefined })
  }

  /** Phases 3 to 5: one command on the host, so that a slow connection does not prolong the pause. */
  async #close(): Promise<string> {
    const { host } = this.#old
    const heard = { read_only: Promise.withResolvers<void>(), disconnected: Promise.withResolvers<void>() }
    const lines: string[] = []
    const onLine = (line: string) => {
      lines.push(line)
      if (line === 'closed=yes') {
        this.#closedAt = performance.now()
        heard.read_only.resolve()
      } else if (line === 'disconnected=yes') heard.disconnected.resolve()
    }
    // Lines arrive before the command ends.
    const yielded = this.#old.guard(['yield', YIELD], { onLine }).then((result) => this.#positionIn(result, lines))
    // A failure is thrown where `yielded` is awaited.
    yielded.catch(() => undefined)
    const soon = (one: Promise<void>) => Promise.race([one, yielded.then(() => undefined)])
    await this.#operation.phase(this.#phase(3, `${host} is read-only`), () => soon(heard.read_only.promise))
    if (this.#closedAt === 0) this.#closedAt = performance.now()
    await this.#operation.phase(this.#phase(4, `the clients of ${host} are disconnected`), () =>
      soon(heard.disconnected.promise),
    )
    return this.#operation.phase(
      this.#phase(5, `${host} writes no more`),
      () => yielded,
      (gtid) => `twice at ${gtid}`,
    )
  }

  #positionIn(result: CommandResult, lines: readonly string[]): string {
    const values = readLines(lines.join('\n'))
    const gtid = values.get('gtid')
    if (result.status === 0 && gtid !== undefined) return gtid
    const reason = values.get('reason')
    if (result.status === undefined || reason === undefined) throw failureOf(result, this.#old.host, 'close')
    throw new EvenkeelError('step', `${this.#old.host} could not close: ${reason}`, { host: this.#old.host })
  }

  async #sync(gtid: string): Promise<void> {
    await this.#operation.phase(this.#phase(6, `${this.#new.host} has applied all of it`), async () => {
      const result = await this.#new.guard(['ready', gtid, SYNC])
      if (result.status === 0) return
      const missing = readLines(result.stdout).get('missing') ?? result.stderr.trim()
      throw new EvenkeelError('step', `${this.#new.host} still lacks ${missing} after ${SYNC} s`, {
        host: this.#new.host,
      })
    })
  }

  async #giveUp(): Promise<void> {
    const { vip } = this.#operation.pair
    await this.#operation.phase(this.#phase(7, `${this.#old.host} gives ${vip} up`), async () => {
      const result = await this.#old.guardForSure(['give-up', GIVE_UP])
      if (result.status !== 0) throw failureOf(result, this.#old.host, `give ${vip} up`)
    })
  }

  async #opened(): Promise<void> {
    await this.#operation.phase(this.#phase(8, `${this.#new.host} takes writes`), () =>
      awaitOpen(this.#new, this.#operation),
    )
  }

  /** The new writer is open: what fails now is told, and changes nothing about that. */
  async #finish(watch: PauseWatch | undefined): Promise<undefined> {
    const { vip } = this.#operation.pair
    await this.#operation.phase(
      this.#phase(9, `${this.#new.host} is the one at ${vip}`),
      () => this.#seenAtVip(watch),
      (saw) => saw,
    )
    await this.#operation.phase(this.#phase(10, `${this.#old.host} replicates from ${this.#new.host}`), async () => {
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

  /** Before the VIP moved: the old writer opens again. */
  async #reopenOld(failure: EvenkeelError): Promise<SwitchoverReport> {
    try {
      await this.#old.guardForSure(['unyield'])
      await awaitOpen(this.#old, this.#operation)
      return this.#report('back', { failure })
    } catch {
      return this.#report('unknown', { failure, byHand: this.#byHand('unyield') })
    }
  }

  /** After the VIP moved: back only if the new server has executed nothing that the old one lacks. */
  async #takeBack(failure: EvenkeelError): Promise<SwitchoverReport> {
    try {
      const [before, now] = await Promise.all([this.#old.state(), this.#new.state()])
      if (now.open) return this.#report('moved', { failure })
      if (countMissing(this.#operation.pair.engine, now.gtid, before.gtid) > 0)
        return this.#report('unknown', { failure, byHand: this.#byHand('state') })
      await this.#new.guardForSure(['give-up', 2 * OPENING])
    } catch {
      return this.#report('unknown', { failure, byHand: this.#byHand('state') })
    }
    return this.#reopenOld(failure)
  }

  #byHand(command: string): SwitchoverReport['byHand'] {
    const { writer } = this.#operation.pair.paths
    const state = (host: string) => ({ host, command: `${writer} state` })
    const first = command === 'state' ? [] : [{ host: this.#old.host, command: `${writer} ${command}` }]
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
