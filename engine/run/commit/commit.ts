import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import type { HostPool } from '../../host-pool.ts'
import { settleAll } from '../../parallel.ts'
import type { HostReport } from '../report.ts'
import type { RunSettings } from '../settings.ts'
import { expectConfirmation } from '../wire/lease.ts'
import { loginAgain, retryOverNewLogin } from '../wire/retry.ts'
import { endParticipant, endParticipants, type Participant } from './conclude.ts'

/** Either the run is kept, with how each host said so, or why it must be taken back everywhere. */
export type Decided = { readonly reports: readonly HostReport[] } | { readonly failure: EvenkeelError }

/**
 * Keeps a run on all its hosts (docs/transactions.md): proves that each can still be logged in to, tells each to expect
 * its confirmation, confirms to the first, which decides, and only then to the others.
 */
export async function commitRun(
  pool: HostPool,
  participants: readonly Participant[],
  settings: RunSettings,
): Promise<Decided> {
  const [coordinator, ...others] = participants
  if (coordinator === undefined) return { reports: [] }
  const failure =
    (await enterAnew(pool, participants)) ?? (await prepareParticipants(pool, coordinator, others, settings))
  if (failure !== undefined) return { failure }
  const decision = await endParticipant(pool, coordinator, 'commit').catch(asEvenkeelError)
  if (decision instanceof EvenkeelError) return { reports: inDoubt(coordinator, others, decision.message, settings) }
  if (decision.outcome === 'reverted')
    return { failure: new EvenkeelError('lost', `${coordinator.host}: ${decision.detail}`, { host: coordinator.host }) }
  if (decision.outcome !== 'committed') return { reports: inDoubt(coordinator, others, decision.detail, settings) }
  return { reports: [decision, ...(await endParticipants(pool, others, 'commit'))] }
}

/** What cut off the way in must not be kept. */
async function enterAnew(pool: HostPool, participants: readonly Participant[]): Promise<EvenkeelError | undefined> {
  const outcomes = await settleAll(participants, pool.controller.forks, ({ host }) => loginAgain(pool, host))
  const failed = outcomes.find((outcome) => 'failure' in outcome)
  if (failed === undefined || !('failure' in failed)) return undefined
  const cause = asEvenkeelError(failed.failure)
  const { host } = failed.item
  return new EvenkeelError('check', `${host} cannot be logged in to any more after the change: ${cause.message}`, {
    host,
    cause,
  })
}

/** One host alone has nobody to wait for. */
async function prepareParticipants(
  pool: HostPool,
  coordinator: Participant,
  others: readonly Participant[],
  settings: RunSettings,
): Promise<EvenkeelError | undefined> {
  if (others.length === 0) return undefined
  // The pivot begins first and its time is shorter: once others give up, it can no longer decide.
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
    throw new EvenkeelError('lost', `${host} no longer waits for its confirmation: the run is ${state} there`, { host })
  })
  const failed = outcomes.find((outcome) => 'failure' in outcome)
  return failed !== undefined && 'failure' in failed ? asEvenkeelError(failed.failure) : undefined
}

/** Whether the pivot heard it is not known: nothing may be decided here, and nothing is lost yet. */
function inDoubt(
  coordinator: Participant,
  others: readonly Participant[],
  words: string | undefined,
  { lease, inDoubt }: RunSettings,
): HostReport[] {
  const { run } = coordinator
  const onward = others.length === 0 ? [] : [`evenkeel resume ${run}`]
  const seconds = others.length === 0 ? lease : inDoubt
  const waits = `it waits for what ${coordinator.host} says, ${seconds} s at most, and then takes the run back`
  const silent = `it was told to keep the run, and whether it did is not known: ${words ?? 'it did not say'}`
  return [
    { host: coordinator.host, outcome: 'unknown', detail: silent, onward },
    ...others.map(({ host }): HostReport => ({ host, outcome: 'unknown', detail: waits, onward })),
  ]
}
