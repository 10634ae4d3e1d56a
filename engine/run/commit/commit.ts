import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import type { Session } from '../../host-pool.ts'
import { settleAll } from '../../parallel.ts'
import type { HostReport } from '../report.ts'
import type { Terms } from '../settings.ts'
import { expectConfirmation } from '../wire/lease.ts'
import { loginAnew, persist } from '../wire/retry.ts'
import { concludeAll, concludeOne, type Party } from './conclude.ts'

/** Either the run is kept, with how each host said so, or why it must be taken back everywhere. */
export type Decided = { readonly reports: readonly HostReport[] } | { readonly failure: EvenkeelError }

/**
 * Keeps a run on all its hosts (docs/transactions.md): proves that each can still be logged in to, tells each to expect
 * its confirmation, confirms to the first, which decides, and only then to the others.
 */
export async function commitRun(session: Session, parties: readonly Party[], terms: Terms): Promise<Decided> {
  const [pivot, ...others] = parties
  if (pivot === undefined) return { reports: [] }
  const failure = (await enterAnew(session, parties)) ?? (await prepare(session, pivot, others, terms))
  if (failure !== undefined) return { failure }
  const decision = await concludeOne(session, pivot, 'commit').catch(asEvenkeelError)
  if (decision instanceof EvenkeelError) return { reports: inDoubt(pivot, others, decision.message, terms) }
  if (decision.outcome === 'reverted')
    return { failure: new EvenkeelError('lost', `${pivot.host}: ${decision.detail}`, { host: pivot.host }) }
  if (decision.outcome !== 'committed') return { reports: inDoubt(pivot, others, decision.detail, terms) }
  return { reports: [decision, ...(await concludeAll(session, others, 'commit'))] }
}

/** What cut off the way in must not be kept. */
async function enterAnew(session: Session, parties: readonly Party[]): Promise<EvenkeelError | undefined> {
  const outcomes = await settleAll(parties, session.means.forks, ({ host }) => loginAnew(session, host))
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
async function prepare(
  session: Session,
  pivot: Party,
  others: readonly Party[],
  terms: Terms,
): Promise<EvenkeelError | undefined> {
  if (others.length === 0) return undefined
  // The pivot begins first and its time is shorter: once others give up, it can no longer decide.
  const pivotTime = Math.max(1, Math.floor(terms.inDoubt * 0.9))
  return (
    (await expectAll(session, pivot, [pivot], pivotTime)) ?? (await expectAll(session, pivot, others, terms.inDoubt))
  )
}

async function expectAll(
  session: Session,
  pivot: Party,
  parties: readonly Party[],
  seconds: number,
): Promise<EvenkeelError | undefined> {
  const outcomes = await settleAll(parties, session.means.forks, async ({ host, run }) => {
    const expect = () => expectConfirmation(session, host, run, seconds, pivot.host)
    const { state } = await persist(session, host, { patience: () => 0 }, expect)
    if (state === 'expecting') return
    throw new EvenkeelError('lost', `${host} no longer waits for its confirmation: the run is ${state} there`, { host })
  })
  const failed = outcomes.find((outcome) => 'failure' in outcome)
  return failed !== undefined && 'failure' in failed ? asEvenkeelError(failed.failure) : undefined
}

/** Whether the pivot heard it is not known: nothing may be decided here, and nothing is lost yet. */
function inDoubt(
  pivot: Party,
  others: readonly Party[],
  words: string | undefined,
  { lease, inDoubt }: Terms,
): HostReport[] {
  const { run } = pivot
  const onward = others.length === 0 ? [] : [`evenkeel resume ${run}`]
  const seconds = others.length === 0 ? lease : inDoubt
  const waits = `it waits for what ${pivot.host} says, ${seconds} s at most, and then takes the run back`
  const silent = `it was told to keep the run, and whether it did is not known: ${words ?? 'it did not say'}`
  return [
    { host: pivot.host, outcome: 'unknown', detail: silent, onward },
    ...others.map(({ host }): HostReport => ({ host, outcome: 'unknown', detail: waits, onward })),
  ]
}
