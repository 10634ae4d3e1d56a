import type { EvenkeelError } from '../errors/error.ts'
import type { HostOutcome } from '../events.ts'
import type { Plan } from '../plan/plan.ts'

export interface HostReport {
  readonly host: string
  readonly outcome: HostOutcome
  /** What is known of it, such as "reverted by itself" or "no answer since 12:01:07". */
  readonly detail?: string | undefined
  /** What to run by hand on the host, where evenkeel could not finish. */
  readonly byHand?: readonly string[] | undefined
  /** Commands of evenkeel that go on from here, without their inventory. */
  readonly onward?: readonly string[] | undefined
}

/** How a run ended on its hosts. `mixed`: what became of each is known, and it is not the same. */
export interface Ending {
  readonly run: string
  readonly outcome: 'committed' | 'reverted' | 'mixed' | 'unknown'
  readonly hosts: readonly HostReport[]
}

/** How an apply, a rollback or a remove ended. */
export interface RunReport {
  /** The run's id; undefined where nothing had to be done. */
  readonly run: string | undefined
  readonly plan: Plan
  readonly outcome: 'nothing' | Ending['outcome']
  readonly hosts: readonly HostReport[]
  /** Why it did not end as it was meant to; it may be kept all the same, where the user wants that. */
  readonly failure?: EvenkeelError | undefined
}

export interface CheckReport {
  readonly title: string
  readonly holds: boolean
  readonly saw: string
  readonly milliseconds: number
}

/** All hosts are where the run wanted them, or all are back; anything else says so. */
export function outcomeOf(hosts: readonly HostReport[]): Ending['outcome'] {
  const outcomes = new Set(hosts.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'untouched'))
  if (outcomes.has('unknown')) return 'unknown'
  if (outcomes.size > 1) return 'mixed'
  return outcomes.has('committed') ? 'committed' : 'reverted'
}
