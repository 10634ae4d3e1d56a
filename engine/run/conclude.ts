import { asEvenkeelError } from '../errors/error.ts'
import { settleAll } from '../parallel.ts'
import type { Session } from '../session.ts'
import type { HostRun } from './host-run.ts'
import { conclude, runFolder, unlock } from './remote.ts'
import type { HostReport } from './report.ts'

type Conclusion = 'commit' | 'revert'

/** Keeps the run on every host. Each host says by itself how its rename went. */
export async function commitAll(session: Session, runs: readonly HostRun[]): Promise<HostReport[]> {
  return tell(session, await concludeAll(session, runs, 'commit'))
}

/** Takes the run back on every host that it changed: the batch that was changed last goes first. */
export async function revertAll(session: Session, runs: readonly HostRun[]): Promise<HostReport[]> {
  const reports: HostReport[] = []
  const byBatch = Map.groupBy(runs, (run) => run.header.batches.findIndex((batch) => batch.includes(run.host)))
  for (const batch of [...byBatch.keys()].sort((a, b) => b - a)) {
    reports.push(...(await concludeAll(session, byBatch.get(batch) ?? [], 'revert')))
  }
  return tell(session, reports)
}

async function concludeAll(session: Session, runs: readonly HostRun[], what: Conclusion): Promise<HostReport[]> {
  const outcomes = await settleAll(runs, session.means.forks, (run) => concludeOne(session, run, what))
  return outcomes.map((outcome) =>
    'result' in outcome ? outcome.result : unknownOf(outcome.item, what, asEvenkeelError(outcome.failure).message),
  )
}

async function concludeOne(session: Session, run: HostRun, what: Conclusion): Promise<HostReport> {
  if (run.standing === 'untouched') return untouched(session, run)
  if (run.standing === 'reverted') return { host: run.host, outcome: 'reverted' }
  if (run.standing === 'stuck') return stuck(run, run.left)
  if (what === 'revert') session.means.emit({ type: 'reverting', host: run.host, why: 'the run failed' })
  const rest = await conclude(session, run.header.run, what, run.follower)
  switch (rest.state) {
    case 'committed':
    case 'reverted':
      return { host: run.host, outcome: rest.state, detail: otherwise(rest.state, what) }
    case 'untouched':
      return untouched(session, run)
    case 'stuck':
      return stuck(run, rest.left)
    default:
      return unknownOf(run, what, 'its runner ended without a word')
  }
}

/** Somebody else was faster on the host: its rename went the other way. */
function otherwise(state: 'committed' | 'reverted', what: Conclusion): string | undefined {
  if (what === 'commit' && state === 'reverted') return 'the run was taken back there before it could be kept'
  if (what === 'revert' && state === 'committed') return 'the run was kept there before it could be taken back'
  return undefined
}

async function untouched(session: Session, run: HostRun): Promise<HostReport> {
  await unlock(session, run.host, run.header.run)
  return { host: run.host, outcome: 'untouched' }
}

function stuck(run: HostRun, left: readonly string[]): HostReport {
  const folder = runFolder(run.header.run)
  return {
    host: run.host,
    outcome: 'unknown',
    detail: ['it could not be put back as it was', ...left].join('\n'),
    byHand: [`tail ${folder}/stages/*/step-*/undo.log`, `sh ${folder}/runner.sh revert`],
  }
}

function unknownOf(run: HostRun, what: Conclusion, detail: string): HostReport {
  const folder = runFolder(run.header.run)
  return { host: run.host, outcome: 'unknown', detail, byHand: [`ls ${folder}`, `sh ${folder}/runner.sh ${what}`] }
}

function tell(session: Session, reports: HostReport[]): HostReport[] {
  for (const { host, outcome, detail } of reports) session.means.emit({ type: 'host-ended', host, outcome, detail })
  return reports
}
