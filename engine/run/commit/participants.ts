import { asEvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { runFolder } from '../../journal/folder.ts'
import { settleAll } from '../../parallel.ts'
import { timeIn } from '../../times.ts'
import type { HostReport } from '../report.ts'
import { isLost } from '../wire/answer.ts'
import type { Follower } from '../wire/follow.ts'
import { releaseLock } from '../wire/lock.ts'
import { sendDecision } from '../wire/send.ts'

export type Decision = 'commit' | 'revert'

/** A host on which the run is open or expects its confirmation. */
export interface Participant {
  readonly host: string
  readonly run: string
  readonly follower: Follower
}

/** Milliseconds that a host gets for its own revert after its lease has ended, before its outcome counts as unknown. */
const REVERT_TIME = 30_000

/** Commits or reverts a run on one host and reports the result of its rename. Throws `lost` if it does not answer. */
export async function endParticipant(
  pool: HostPool,
  { host, run, follower }: Participant,
  what: Decision,
  window: () => number = () => 0,
): Promise<HostReport> {
  if (what === 'revert') pool.controller.emit({ type: 'reverting', host, why: 'the run is not committed' })
  const end = await sendDecision(pool, run, what, follower, { window })
  switch (end.state) {
    case 'committed':
      return { host, outcome: 'committed', detail: detailUnless(what === 'commit', COMMITTED) }
    case 'reverted':
      return { host, outcome: 'reverted', detail: detailUnless(what === 'revert', end.failure ?? REVERTED) }
    case 'untouched':
      await releaseLock(pool, host, run)
      return { host, outcome: 'untouched' }
    case 'stuck':
      return stuckReport(host, run, end.left)
    default:
      return unknownReport(host, run, what, 'its runner ended without a result')
  }
}

const COMMITTED = 'the run was committed there before it could be reverted'
const REVERTED = 'the run was reverted there before it could be committed'

/** If the host did not end as asked, somebody else was faster: their rename won. */
function detailUnless(asAsked: boolean, detail: string): string | undefined {
  return asAsked ? undefined : detail
}

/**
 * {@link endParticipant} for many hosts at once; the outcome of a host that does not answer is unknown.
 *
 * @param revertsAt when a host that does not answer reverts the run by itself, if that is known
 */
export async function endParticipants(
  pool: HostPool,
  participants: readonly Participant[],
  what: Decision,
  window: (host: string) => number = () => 0,
  revertsAt: (host: string) => string | undefined = () => undefined,
): Promise<HostReport[]> {
  const outcomes = await settleAll(participants, pool.controller.forks, (participant) =>
    endParticipant(pool, participant, what, () => window(participant.host)),
  )
  return outcomes.map((outcome) => {
    if ('result' in outcome) return outcome.result
    const { host, run } = outcome.item
    return { ...unknownReport(host, run, what, asEvenkeelError(outcome.failure).message), revertsAt: revertsAt(host) }
  })
}

/**
 * Reverts a run on these hosts, one group after the other. Hosts that do not answer come last, so that no other host
 * waits for them: each gets the rest of its lease, and some time for its own revert.
 */
export async function revertInOrder(
  pool: HostPool,
  groups: readonly (readonly Participant[])[],
  isSilent: (participant: Participant) => boolean,
  leaseLeft: (host: string) => number,
): Promise<HostReport[]> {
  const reports: HostReport[] = []
  const silent = groups.flat().filter(isSilent)
  for (const group of groups) {
    const answering = group.filter((participant) => !isSilent(participant))
    const outcomes = await settleAll(answering, pool.controller.forks, (participant) =>
      endParticipant(pool, participant, 'revert'),
    )
    for (const outcome of outcomes) {
      if ('result' in outcome) reports.push(outcome.result)
      else if (isLost(outcome.failure)) silent.push(outcome.item)
      else
        reports.push(
          unknownReport(outcome.item.host, outcome.item.run, 'revert', asEvenkeelError(outcome.failure).message),
        )
    }
  }
  const start = performance.now()
  const deadlines = new Map(silent.map(({ host }) => [host, start + leaseLeft(host) + REVERT_TIME]))
  const window = (host: string) => (deadlines.get(host) ?? 0) - performance.now()
  const ends = new Map(silent.map(({ host }) => [host, timeIn(leaseLeft(host))]))
  return [...reports, ...(await endParticipants(pool, silent, 'revert', window, (host) => ends.get(host)))]
}

export function stuckReport(host: string, run: string, left: readonly string[]): HostReport {
  const folder = runFolder(run)
  return {
    host,
    outcome: 'unknown',
    detail: ['it could not be put back as it was', ...left].join('\n'),
    byHand: [`tail ${folder}/stages/*/step-*/undo.log`, `sh ${folder}/runner.sh revert`],
  }
}

/** The host's guard reverts an unconfirmed run by itself; by hand it goes faster. */
export function unknownReport(host: string, run: string, what: Decision, detail: string): HostReport {
  const folder = runFolder(run)
  return {
    host,
    outcome: 'unknown',
    detail,
    byHand: [
      `ls ${folder} # open, expecting, committed, reverting, reverted or stuck is the state of the run there`,
      `sh ${folder}/runner.sh ${what}`,
    ],
  }
}
