import type { Controller } from '../controller.ts'
import { asEvenkeelError, EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from '../host/connection.ts'
import { HostPool } from '../host-pool.ts'
import type { HostProfile } from '../host-profile.ts'
import { folderOf, runFolder } from '../journal/folder.ts'
import { type Heard, isAlive } from '../journal/heard.ts'
import { UNKNOWN_RUN } from '../journal/lock-owner.ts'
import { settleAll } from '../parallel.ts'
import { sh } from '../shell.ts'
import { hintForRun } from '../unfinished.ts'
import { remarksOnUnreachable } from '../unreachable.ts'
import { endParticipant, unknownReport } from './commit/participants.ts'
import type { HostReport } from './report.ts'
import { refuseFailure } from './wire/answer.ts'
import { Follower } from './wire/follow.ts'
import { releaseLock } from './wire/lock.ts'

/** A host to unlock, and what that does there. */
export interface Unlocking {
  readonly host: string
  /**
   * `lock`: nothing was changed, and the lock is released. `nameless`: the owner of the lock is not known, and the lock
   * is removed. `revert`: the run is reverted. `abandon`: an earlier revert failed; if another one fails, too, the host
   * stays as it is.
   */
  readonly how: 'lock' | 'nameless' | 'revert' | 'abandon'
  /** When the host last heard of the run's controller, if it has changed nothing there. */
  readonly heard?: Heard | undefined
}

export interface UnlockOptions {
  /** Shows what would be done and asks; throws `declined` if the answer is no. */
  consent(unlockings: readonly Unlocking[]): Promise<void>
}

/**
 * Releases hosts that are locked by an abandoned run; the run {@link UNKNOWN_RUN} stands for locks without an owner.
 * Throws `locked` if the run is under way, its controller is alive, or it waits for its confirmation; `usage` if it locks
 * none of the hosts.
 */
export async function unlock(
  targets: readonly HostTarget[],
  run: string,
  controller: Controller,
  options: UnlockOptions,
): Promise<HostReport[]> {
  const pool = new HostPool(controller)
  try {
    for (const message of remarksOnUnreachable(await pool.connectReachable(targets), 'Not asked'))
      controller.emit({ type: 'remark', message })
    const unlockings = pool.hosts.flatMap((host) => unlockingOf(pool.profile(host), run))
    if (unlockings.length === 0)
      throw new EvenkeelError('usage', `Cannot unlock ${run}: it holds none of these hosts`, {
        hint: 'See "evenkeel history".',
      })
    await options.consent(unlockings)
    const outcomes = await settleAll(unlockings, controller.forks, (one) => release(pool, run, one))
    return outcomes.map((outcome) =>
      'result' in outcome
        ? outcome.result
        : unknownReport(outcome.item.host, run, 'revert', asEvenkeelError(outcome.failure).message),
    )
  } finally {
    await pool.close()
  }
}

function unlockingOf({ host, lock, heard, runs }: HostProfile, run: string): Unlocking[] {
  const status = runs.find(({ header, state }) => header.run === run && state !== 'reverted')
  if (status === undefined) {
    if (lock?.run !== run) return []
    if (heard !== undefined && isAlive(heard))
      throw new EvenkeelError('locked', `Cannot unlock ${run}: its controller is alive and holds the lock of ${host}`, {
        host,
        hint: hintForRun('', 0, run, heard),
      })
    return [{ host, how: run === UNKNOWN_RUN ? 'nameless' : 'lock', heard }]
  }
  const { state, left } = status
  if (state === 'stuck') return [{ host, how: 'abandon' }]
  if (state === 'reverting' || left === 0) return [{ host, how: 'revert' }]
  throw new EvenkeelError('locked', `Cannot unlock ${run}: it is ${state} on ${host}`, {
    host,
    hint: hintForRun(state, left, run),
  })
}

async function release(pool: HostPool, run: string, { host, how }: Unlocking): Promise<HostReport> {
  if (how === 'lock' || how === 'nameless') {
    await releaseLock(pool, host, run)
    return { host, outcome: 'untouched' }
  }
  const follower = new Follower(host, new Map(), pool.controller.emit)
  const report = await endParticipant(pool, { host, run, follower }, 'revert')
  if (how === 'revert' || report.outcome !== 'unknown') return report
  refuseFailure(
    await pool.connection(host).script(sh`sh ${folderOf(run)}/runner.sh abandon`.script),
    host,
    'abandon it',
  )
  return { host, outcome: 'unknown', detail: `given up as it stands: its journal stays in ${runFolder(run)}` }
}
