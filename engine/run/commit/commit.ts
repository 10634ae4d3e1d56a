import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { settleAll } from '../../parallel.ts'
import { timeIn } from '../../times.ts'
import type { HostReport } from '../report.ts'
import type { RunSettings } from '../settings.ts'
import { expectConfirmation } from '../wire/lease.ts'
import { loginAgain, retryOverNewLogin } from '../wire/retry.ts'
import { endParticipant, endParticipants, type Participant } from './participants.ts'

/** The reports of all hosts, or the reason why the run must be reverted on all of them. */
export type CommitResult = { readonly reports: readonly HostReport[] } | { readonly failure: EvenkeelError }

/**
 * Two-phase commit of a run on all its hosts (docs/transactions.md): logs in to each once more, tells each participant
 * to expect its confirmation, confirms to the coordinator, and only then to the others.
 */
export async function commitRun(
  pool: HostPool,
  participants: readonly Participant[],
  settings: RunSettings,
): Promise<CommitResult> {
  const [coordinator, ...others] = participants
  if (coordinator === undefined) return { reports: [] }
  const failure =
    (await checkLogins(pool, participants)) ?? (await prepareParticipants(pool, coordinator, others, settings))
  if (failure !== undefined) return { failure }
  // All hosts were prepared before this moment; a single one has its lease.
  const revertsAt = timeIn((others.length === 0 ? settings.lease : settings.inDoubt) * 1000)
  const decision = await endParticipant(pool, coordinator, 'commit').catch(asEvenkeelError)
  if (decision instanceof EvenkeelError)
    return { reports: undecidedReports(coordinator, others, decision.message, revertsAt) }
  if (decision.outcome === 'reverted')
    return { failure: new EvenkeelError('lost', `${coordinator.host}: ${decision.detail}`, { host: coordinator.host }) }
  if (decision.outcome !== 'committed')
    return { reports: undecidedReports(coordinator, others, decision.detail, revertsAt) }
  const reports = await endParticipants(pool, others, 'commit', undefined, () => revertsAt)
  return { reports: [decision, ...reports.map((report) => resumable(report, coordinator.run))] }
}

/** A host that did not hear of the decision can still follow it. */
function resumable(report: HostReport, run: string): HostReport {
  return report.outcome === 'unknown' ? { ...report, onward: [`evenkeel resume ${run}`] } : report
}

/** A run that locks us out must not be committed. */
async function checkLogins(pool: HostPool, participants: readonly Participant[]): Promise<EvenkeelError | undefined> {
  const outcomes = await settleAll(participants, pool.controller.forks, ({ host }) => loginAgain(pool, host))
  const failed = outcomes.find((outcome) => 'failure' in outcome)
  if (failed === undefined || !('failure' in failed)) return undefined
  const cause = asEvenkeelError(failed.failure)
  const { host } = failed.item
  return new EvenkeelError('check', `Cannot log in to ${host} any more after the change: ${cause.message}`, {
    host,
    cause,
  })
}

/** Phase one. A single host needs none. */
async function prepareParticipants(
  pool: HostPool,
  coordinator: Participant,
  others: readonly Participant[],
  settings: RunSettings,
): Promise<EvenkeelError | undefined> {
  if (others.length === 0) return undefined
  // The coordinator starts first and has less time: once another participant gives up, it can no longer commit.
  const coordinatorTime = Math.max(1, Math.floor(settings.inDoubt * 0.9))
  return (
    (await expectAll(pool, coordinator, [coordinator], coordinatorTime)) ??
    (await expectAll(pool, coordinator, others, settings.inDoubt))
  )
}

async function expectAll(
  pool: HostPool,
  coordinator: Participant,
  participants: readonly Participant[],
  seconds: number,
): Promise<EvenkeelError | undefined> {
  const outcomes = await settleAll(participants, pool.controller.forks, async ({ host, run }) => {
    const expect = () => expectConfirmation(pool, host, run, seconds, coordinator.host)
    const { state } = await retryOverNewLogin(pool, host, { window: () => 0 }, expect)
    if (state === 'expecting') return
    throw new EvenkeelError(
      'lost',
      `Cannot commit on ${host}: it does not wait for its confirmation any more, the run is ${state} there`,
      { host },
    )
  })
  const failed = outcomes.find((outcome) => 'failure' in outcome)
  return failed !== undefined && 'failure' in failed ? asEvenkeelError(failed.failure) : undefined
}

/** The coordinator may have committed or not, so the controller must not decide; each host's in-doubt time still runs. */
function undecidedReports(
  coordinator: Participant,
  others: readonly Participant[],
  detail: string | undefined,
  revertsAt: string,
): HostReport[] {
  const { run } = coordinator
  const onward = others.length === 0 ? [] : [`evenkeel resume ${run}`]
  const waits = `it waits for the decision of ${coordinator.host}`
  const silent = `it was asked to commit the run, and it is not known whether it did: ${detail ?? 'it did not answer'}`
  return [
    { host: coordinator.host, outcome: 'unknown', detail: silent, revertsAt, onward },
    ...others.map(({ host }): HostReport => ({ host, outcome: 'unknown', detail: waits, revertsAt, onward })),
  ]
}
