import type { EvenkeelError } from '../../errors/error.ts'
import type { Session } from '../../host-pool.ts'
import { commitRun } from '../commit/commit.ts'
import { concludeAll, type Party, revertInOrder, stuck } from '../commit/conclude.ts'
import type { HostReport } from '../report.ts'
import type { Terms } from '../settings.ts'
import type { LeaseKeeper } from '../wire/heartbeat.ts'
import { unlock } from '../wire/lock.ts'
import type { HostRun } from './host-run.ts'

/** How each host ended, and why the run was not kept everywhere. */
export interface Ended {
  readonly hosts: readonly HostReport[]
  readonly failure: EvenkeelError | undefined
}

/** Ends a run on all its hosts: keeps it, takes it back after a failure, or leaves it where the user wants that. */
export async function endRun(
  session: Session,
  runs: readonly HostRun[],
  terms: Terms,
  keeper: LeaseKeeper,
  failure: EvenkeelError | undefined,
): Promise<Ended> {
  const ended = await reportEnded(session, runs)
  const holding = runs.filter(({ standing }) => standing === 'changed' || standing === 'applied')
  if (failure === undefined) {
    const decided = await commitRun(session, holding.map(partyOf), terms)
    if ('reports' in decided) return { hosts: [...ended, ...decided.reports], failure }
    return { hosts: [...ended, ...(await revertAll(session, holding, keeper))], failure: decided.failure }
  }
  const kept = terms.keepOnFailure ? holding.filter(({ standing }) => standing === 'applied') : []
  const reverted = await revertAll(
    session,
    holding.filter((run) => !kept.includes(run)),
    keeper,
  )
  return { hosts: [...ended, ...reverted, ...(await concludeAll(session, kept.map(partyOf), 'commit'))], failure }
}

function partyOf({ host, header, follower }: HostRun): Party {
  return { host, run: header.run, follower }
}

/** The batch that was changed last goes first. */
async function revertAll(session: Session, runs: readonly HostRun[], keeper: LeaseKeeper): Promise<HostReport[]> {
  for (const run of runs.filter(({ silent }) => silent)) keeper.drop(run.host)
  const byBatch = Map.groupBy(runs, (run) => run.header.batches.findIndex((batch) => batch.includes(run.host)))
  const newestFirst = [...byBatch].sort(([one], [other]) => other - one)
  const silent = new Set(runs.filter((run) => run.silent).map(({ host }) => host))
  return revertInOrder(
    session,
    newestFirst.map(([, batch]) => batch.map(partyOf)),
    ({ host }) => silent.has(host),
    (host) => keeper.left(host),
  )
}

/** Hosts that took the run back by themselves, and those on which it never began. */
async function reportEnded(session: Session, runs: readonly HostRun[]): Promise<HostReport[]> {
  const reports: HostReport[] = []
  for (const { host, header, standing, left } of runs) {
    if (standing === 'untouched') {
      await unlock(session, host, header.run).catch(() => undefined)
      reports.push({ host, outcome: 'untouched' })
    } else if (standing === 'reverted') reports.push({ host, outcome: 'reverted' })
    else if (standing === 'stuck') reports.push(stuck(host, header.run, left))
  }
  return reports
}
