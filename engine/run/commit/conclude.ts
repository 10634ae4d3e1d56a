import { asEvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { runFolder } from '../../journal/folder.ts'
import { settleAll } from '../../parallel.ts'
import type { HostReport } from '../report.ts'
import { isLost } from '../wire/answer.ts'
import type { Follower } from '../wire/follow.ts'
import { releaseLock } from '../wire/lock.ts'
import { sendDecision } from '../wire/runner.ts'

export type Decision = 'commit' | 'revert'

/** One host that holds a run, open or expecting. */
export interface Participant {
  readonly host: string
  readonly run: string
  readonly follower: Follower
}

/** Milliseconds that a host gets for taking a run back by itself once its lease is over, before it counts as unknown. */
const RECOVERY = 30_000

/** Makes one host keep or take back a run, and tells how its rename went. Throws `lost` where it does not answer. */
export async function endParticipant(
  pool: HostPool,
  { host, run, follower }: Participant,
  what: Decision,
  window: () => number = () => 0,
): Promise<HostReport> {
  if (what === 'revert') pool.controller.emit({ type: 'reverting', host, why: 'the run is not kept' })
  const rest = await sendDecision(pool, run, what, follower, { window })
  switch (rest.state) {
    case 'committed':
      return { host, outcome: 'committed', detail: otherwise(what === 'commit', KEPT) }
    case 'reverted':
      return { host, outcome: 'reverted', detail: otherwise(what === 'revert', rest.failure ?? TAKEN_BACK) }
    case 'untouched':
      await releaseLock(pool, host, run)
      return { host, outcome: 'untouched' }
    case 'stuck':
      return stuck(host, run, rest.left)
    default:
      return unknown(host, run, what, 'its runner ended without a word')
  }
}

const KEPT = 'the run was kept there before it could be taken back'
const TAKEN_BACK = 'the run was taken back there before it could be kept'

/** Somebody else was faster on the host: its rename went the other way. */
function otherwise(asWanted: boolean, words: string): string | undefined {
  return asWanted ? undefined : words
}

/** As {@link endParticipant} for many at once; a host that does not answer is reported as unknown. */
export async function endParticipants(
  pool: HostPool,
  participants: readonly Participant[],
  what: Decision,
  window: (host: string) => number = () => 0,
): Promise<HostReport[]> {
  const outcomes = await settleAll(participants, pool.controller.forks, (participant) =>
    endParticipant(pool, participant, what, () => window(participant.host)),
  )
  return outcomes.map((outcome) => {
    if ('result' in outcome) return outcome.result
    const { host, run } = outcome.item
    return unknown(host, run, what, asEvenkeelError(outcome.failure).message)
  })
}

/**
 * Takes a run back on these hosts, group after group, each together. Those that do not answer come last, so that
 * nobody waits for them: each has the rest of its lease, and a while for taking the run back by itself.
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
        reports.push(unknown(outcome.item.host, outcome.item.run, 'revert', asEvenkeelError(outcome.failure).message))
    }
  }
  const start = performance.now()
  const deadlines = new Map(silent.map(({ host }) => [host, start + leaseLeft(host) + RECOVERY]))
  const window = (host: string) => (deadlines.get(host) ?? 0) - performance.now()
  return [...reports, ...(await endParticipants(pool, silent, 'revert', window))]
}

export function stuck(host: string, run: string, left: readonly string[]): HostReport {
  const folder = runFolder(run)
  return {
    host,
    outcome: 'unknown',
    detail: ['it could not be put back as it was', ...left].join('\n'),
    byHand: [`tail ${folder}/stages/*/step-*/undo.log`, `sh ${folder}/runner.sh revert`],
  }
}

/** Its guard takes back by itself what nobody confirms; by hand it goes faster. */
export function unknown(host: string, run: string, what: Decision, detail: string): HostReport {
  const folder = runFolder(run)
  return { host, outcome: 'unknown', detail, byHand: [`ls ${folder}`, `sh ${folder}/runner.sh ${what}`] }
}
