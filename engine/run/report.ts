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
}

/** How an apply, a rollback or a remove ended. */
export interface RunReport {
  /** The run's id; undefined where nothing had to be done. */
  readonly run: string | undefined
  readonly plan: Plan
  readonly outcome: 'nothing' | 'committed' | 'reverted' | 'unknown'
  readonly hosts: readonly HostReport[]
  /** Why it did not end committed. */
  readonly failure?: EvenkeelError | undefined
}

export interface CheckReport {
  readonly title: string
  readonly holds: boolean
  readonly saw: string
  readonly milliseconds: number
}
