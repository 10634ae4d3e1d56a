import { asEvenkeelError } from '../../errors/error.ts'
import type { Session } from '../../host-pool.ts'
import { runFolder } from '../../journal/folder.ts'
import { settleAll } from '../../parallel.ts'
import type { HostReport } from '../report.ts'
import { isLost } from '../wire/answer.ts'
import type { Follower } from '../wire/follow.ts'
import { unlock } from '../wire/lock.ts'
import { conclude } from '../wire/runner.ts'

export type Conclusion = 'commit' | 'revert'

/** One host that holds a run, open or expecting. */
export interface Party {
  readonly host: string
  readonly run: string
  readonly follower: Follower
}

/** Milliseconds that a host gets for taking a run back by itself once its lease is over, before it counts as unknown. */
const RECOVERY = 30_000

/** Makes one host keep or take back a run, and tells how its rename went. Throws `lost` where it does not answer. */
export async function concludeOne(
  session: Session,
  { host, run, follower }: Party,
  what: Conclusion,
  patience: () => number = () => 0,
): Promise<HostReport> {
  if (what === 'revert') session.means.emit({ type: 'reverting', host, why: 'the run is not kept' })
  const rest = await conclude(session, run, what, follower, { patience })
  switch (rest.state) {
    case 'committed':
      return { host, outcome: 'committed', detail: otherwise(what === 'commit', KEPT) }
    case 'reverted':
      return { host, outcome: 'reverted', detail: otherwise(what === 'revert', rest.failure ?? TAKEN_BACK) }
    case 'untouched':
      await unlock(session, host, run)
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

/** As {@link concludeOne} for many at once; a host that does not answer is reported as unknown. */
export async function concludeAll(
  session: Session,
  parties: readonly Party[],
  what: Conclusion,
  patience: (host: string) => number = () => 0,
): Promise<HostReport[]> {
  const outcomes = await settleAll(parties, session.means.forks, (party) =>
    concludeOne(session, party, what, () => patience(party.host)),
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
  session: Session,
  groups: readonly (readonly Party[])[],
  isSilent: (party: Party) => boolean,
  leaseLeft: (host: string) => number,
): Promise<HostReport[]> {
  const reports: HostReport[] = []
  const silent = groups.flat().filter(isSilent)
  for (const group of groups) {
    const answering = group.filter((party) => !isSilent(party))
    const outcomes = await settleAll(answering, session.means.forks, (party) => concludeOne(session, party, 'revert'))
    for (const outcome of outcomes) {
      if ('result' in outcome) reports.push(outcome.result)
      else if (isLost(outcome.failure)) silent.push(outcome.item)
      else
        reports.push(unknown(outcome.item.host, outcome.item.run, 'revert', asEvenkeelError(outcome.failure).message))
    }
  }
  const start = performance.now()
  const deadlines = new Map(silent.map(({ host }) => [host, start + leaseLeft(host) + RECOVERY]))
  const patience = (host: string) => (deadlines.get(host) ?? 0) - performance.now()
  return [...reports, ...(await concludeAll(session, silent, 'revert', patience))]
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
export function unknown(host: string, run: string, what: Conclusion, detail: string): HostReport {
  const folder = runFolder(run)
  return { host, outcome: 'unknown', detail, byHand: [`ls ${folder}`, `sh ${folder}/runner.sh ${what}`] }
}
