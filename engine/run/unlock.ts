import type { Means } from '../controller.ts'
import { asEvenkeelError, EvenkeelError } from '../errors/error.ts'
import type { HostTarget } from '../host/connection.ts'
import { Session } from '../host-pool.ts'
import type { Knowledge } from '../host-profile.ts'
import { folderOf, runFolder } from '../journal/folder.ts'
import { NAMELESS } from '../journal/lock-owner.ts'
import { settleAll } from '../parallel.ts'
import { sh } from '../shell.ts'
import { wayOut } from '../unfinished.ts'
import { concludeOne, unknown } from './commit/conclude.ts'
import type { HostReport } from './report.ts'
import { refuseBroken } from './wire/answer.ts'
import { Follower } from './wire/follow.ts'
import { unlock as giveBack } from './wire/lock.ts'

/** What freeing a host would mean. */
export interface Unlocking {
  readonly host: string
  /**
   * `lock`: nothing was changed, the lock is given back. `nameless`: nobody knows whose lock it is, and it is taken
   * away. `revert`: what the run did is taken back. `abandon`: that was tried and failed; the host stays as it is.
   */
  readonly how: 'lock' | 'nameless' | 'revert' | 'abandon'
}

export interface UnlockOptions {
  /** Shows what would be done and asks; throws `declined` where the answer is no. */
  consent(unlockings: readonly Unlocking[]): Promise<void>
}

/**
 * Frees the hosts that a run still holds although nobody is at it any more; {@link NAMELESS} stands for locks that do
 * not say whose they are. A run that goes on, or that waits for its confirmation, is refused. Throws `usage` where no
 * host is held by it.
 */
export async function unlock(
  targets: readonly HostTarget[],
  run: string,
  means: Means,
  options: UnlockOptions,
): Promise<HostReport[]> {
  const session = new Session(means)
  try {
    for (const [host, { message }] of await session.joinReachable(targets))
      means.emit({ type: 'remark', message: `${host} is not asked: ${message}` })
    const unlockings = session.hosts.flatMap((host) => unlockingOf(session.knowledge(host), run))
    if (unlockings.length === 0)
      throw new EvenkeelError('usage', `Cannot unlock ${run}: it holds none of these hosts`, {
        hint: 'See "evenkeel history".',
      })
    await options.consent(unlockings)
    const outcomes = await settleAll(unlockings, means.forks, (one) => free(session, run, one))
    return outcomes.map((outcome) =>
      'result' in outcome
        ? outcome.result
        : unknown(outcome.item.host, run, 'revert', asEvenkeelError(outcome.failure).message),
    )
  } finally {
    await session.close()
  }
}

function unlockingOf({ host, lock, runs }: Knowledge, run: string): Unlocking[] {
  const standing = runs.find(({ header, state }) => header.run === run && state !== 'reverted')
  if (standing === undefined) {
    if (lock?.run !== run) return []
    return [{ host, how: run === NAMELESS ? 'nameless' : 'lock' }]
  }
  const { state, left } = standing
  if (state === 'stuck') return [{ host, how: 'abandon' }]
  if (state === 'reverting' || left === 0) return [{ host, how: 'revert' }]
  throw new EvenkeelError('locked', `Cannot unlock ${run}: it is ${state} on ${host}`, {
    host,
    hint: wayOut(state, left, run),
  })
}

async function free(session: Session, run: string, { host, how }: Unlocking): Promise<HostReport> {
  if (how === 'lock' || how === 'nameless') {
    await giveBack(session, host, run)
    return { host, outcome: 'untouched' }
  }
  const follower = new Follower(host, new Map(), session.means.emit)
  const report = await concludeOne(session, { host, run, follower }, 'revert')
  if (how === 'revert' || report.outcome !== 'unknown') return report
  refuseBroken(
    await session.connection(host).script(sh`sh ${folderOf(run)}/runner.sh abandon`.script),
    host,
    'give it up',
  )
  return { host, outcome: 'unknown', detail: `given up as it stands: its journal stays in ${runFolder(run)}` }
}
