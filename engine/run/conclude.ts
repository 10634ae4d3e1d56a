import { asEvenkeelError } from '../errors/error.ts'
import { settleAll } from '../parallel.ts'
import type { Session } from '../session.ts'
import type { Rest } from './follow.ts'
import type { HostRun } from './host-run.ts'
import { conclude, runFolder, unlock } from './remote.ts'
import type { HostReport } from './report.ts'

/** Keeps the run on every host. Each host says by itself how its rename went. */
export async function commitAll(session: Session, runs: readonly HostRun[]): Promise<HostReport[]> {
  const outcomes = await settleAll(runs, session.means.forks, async (run) => {
    if (run.standing === 'untouched') return untouched(session, run)
    return reportOf(run, await conclude(session, run.host, run.header.run, 'commit', run.stages))
  })
  return tell(
    session,
    outcomes.map((outcome) => ('result' in outcome ? outcome.result : unknownOf(outcome.item, outcome.failure))),
  )
}

/** Takes the run back on every host that it changed: the batch that was changed last goes first. */
export async function revertAll(session: Session, runs: readonly HostRun[]): Promise<HostReport[]> {
  const reports: HostReport[] = []
  const byBatch = Map.groupBy(runs, (run) => run.header.batches.findIndex((batch) => batch.includes(run.host)))
  for (const batch of [...byBatch.keys()].sort((a, b) => b - a)) {
    const outcomes = await settleAll(byBatch.get(batch) ?? [], session.means.forks, (run) => revert(session, run))
    reports.push(
      ...outcomes.map((outcome) => ('result' in outcome ? outcome.result : unknownOf(outcome.item, outcome.failure))),
    )
  }
  return tell(session, reports)
}

async function revert(session: Session, run: HostRun): Promise<HostReport> {
  if (run.standing === 'untouched') return untouched(session, run)
  if (run.standing === 'reverted') return { host: run.host, outcome: 'reverted' }
  if (run.standing === 'stuck') return reportOf(run, { state: 'stuck', failure: undefined })
  session.means.emit({ type: 'reverting', host: run.host, why: 'the run failed' })
  return reportOf(run, await conclude(session, run.host, run.header.run, 'revert', run.stages))
}

async function untouched(session: Session, run: HostRun): Promise<HostReport> {
  await unlock(session, run.host, run.header.run)
  return { host: run.host, outcome: 'untouched' }
}

function reportOf(run: HostRun, rest: Rest): HostReport {
  switch (rest.state) {
    case 'committed':
    case 'reverted':
      return { host: run.host, outcome: rest.state }
    case 'untouched':
      return { host: run.host, outcome: 'untouched' }
    case 'stuck':
      return {
        host: run.host,
        outcome: 'unknown',
        detail: rest.failure ?? 'it could not be put back as it was',
        byHand: [`cat ${runFolder(run.header.run)}/journal`, `sh ${runFolder(run.header.run)}/runner.sh revert`],
      }
    default:
      return unknownOf(run, undefined)
  }
}

function unknownOf(run: HostRun, failure: unknown): HostReport {
  return {
    host: run.host,
    outcome: 'unknown',
    detail: failure === undefined ? 'its runner ended without a word' : asEvenkeelError(failure).message,
    byHand: [`ls ${runFolder(run.header.run)}`, `sh ${runFolder(run.header.run)}/runner.sh revert`],
  }
}

function tell(session: Session, reports: HostReport[]): HostReport[] {
  for (const { host, outcome, detail } of reports) session.means.emit({ type: 'host-ended', host, outcome, detail })
  return reports
}
