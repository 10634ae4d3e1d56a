import type { EvenkeelError } from '../errors/error.ts'
import type { HostOutcome, RunOutcome } from '../journal/states.ts'
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

/** How a run ended on its hosts. */
export interface Ending {
  readonly run: string
  readonly outcome: RunOutcome
  readonly hosts: readonly HostReport[]
}

/** How an apply, a rollback or a remove ended. */
export interface RunReport {
  /** The run's id; undefined where nothing had to be done. */
  readonly run: string | undefined
  readonly plan: Plan
  readonly outcome: 'nothing' | RunOutcome
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
