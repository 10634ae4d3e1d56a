import type { EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { timeIn } from '../../times.ts'
import { commitRun } from '../commit/commit.ts'
import { endParticipants, type Participant, revertInOrder, stuckReport } from '../commit/participants.ts'
import type { HostReport } from '../report.ts'
import type { RunSettings } from '../settings.ts'
import type { LeaseKeeper } from '../wire/heartbeat.ts'
import { releaseLock } from '../wire/lock.ts'
import type { HostRun } from './host-run.ts'

/** The outcome on each host, and why the run was not committed everywhere. */
export interface RunResult {
  readonly hosts: readonly HostReport[]
  readonly failure: EvenkeelError | undefined
}

/** Ends a run on all its hosts: commits it, or reverts it after a failure, except what `keepOnFailure` keeps. */
export async function endRun(
  pool: HostPool,
  runs: readonly HostRun[],
  settings: RunSettings,
  keeper: LeaseKeeper,
  failure: EvenkeelError | undefined,
): Promise<RunResult> {
  const result = await endAll(pool, runs, settings, keeper, failure)
  const kept = new Map(runs.map(({ host, follower }) => [host, follower.kept]))
  return {
    ...result,
    hosts: result.hosts.map((report) => {
      const sentences = kept.get(report.host) ?? []
      return sentences.length === 0 ? report : { ...report, kept: [...new Set(sentences)] }
    }),
  }
}

async function endAll(
  pool: HostPool,
  runs: readonly HostRun[],
  settings: RunSettings,
  keeper: LeaseKeeper,
  failure: EvenkeelError | undefined,
): Promise<RunResult> {
  const ended = await reportEnded(pool, runs)
  const holding = runs.filter(({ progress }) => progress === 'changed' || progress === 'applied')
  if (failure === undefined) {
    const result = await commitRun(pool, holding.map(participantOf), settings)
    if ('reports' in result) return { hosts: [...ended, ...result.reports], failure }
    return { hosts: [...ended, ...(await revertAll(pool, holding, keeper))], failure: result.failure }
  }
  const kept = settings.keepOnFailure ? holding.filter(({ progress }) => progress === 'applied') : []
  const reverted = await revertAll(
    pool,
    holding.filter((run) => !kept.includes(run)),
    keeper,
  )
  const revertsAt = (host: string) => timeIn(keeper.left(host))
  const committed = await endParticipants(pool, kept.map(participantOf), 'commit', undefined, revertsAt)
  return { hosts: [...ended, ...reverted, ...committed], failure }
}

function participantOf({ host, header, follower }: HostRun): Participant {
  return { host, run: header.run, follower }
}

/** Starts with the batch that was changed last. */
async function revertAll(pool: HostPool, runs: readonly HostRun[], keeper: LeaseKeeper): Promise<HostReport[]> {
  for (const run of runs.filter(({ silent }) => silent)) keeper.drop(run.host)
  const byBatch = Map.groupBy(runs, (run) => run.header.batches.findIndex((batch) => batch.includes(run.host)))
  const newestFirst = [...byBatch].sort(([one], [other]) => other - one)
  const silent = new Set(runs.filter((run) => run.silent).map(({ host }) => host))
  return revertInOrder(
    pool,
    newestFirst.map(([, batch]) => batch.map(participantOf)),
    ({ host }) => silent.has(host),
    (host) => keeper.left(host),
  )
}

/** Reports the hosts that have reverted by themselves, and those on which the run never began. */
async function reportEnded(pool: HostPool, runs: readonly HostRun[]): Promise<HostReport[]> {
  const reports: HostReport[] = []
  for (const { host, header, progress, left } of runs) {
    if (progress === 'untouched') {
      await releaseLock(pool, host, header.run).catch(() => undefined)
      reports.push({ host, outcome: 'untouched' })
    } else if (progress === 'reverted') reports.push({ host, outcome: 'reverted' })
    else if (progress === 'stuck') reports.push(stuckReport(host, header.run, left))
  }
  return reports
}
