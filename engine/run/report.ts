import type { EvenkeelError } from '../errors/error.ts'
import type { HostOutcome, RunOutcome } from '../journal/states.ts'
import type { Plan } from '../plan/plan.ts'

export interface HostReport {
  readonly host: string
  readonly outcome: HostOutcome
  /** How many resources the run has changed there: fewer than planned if some turned out to be as described. */
  readonly changes?: number | undefined
  /** Details, such as "reverted by itself" or "no answer since 12:01:07". */
  readonly detail?: string | undefined
  /** What the run has moved aside there, with its place: a sentence each. */
  readonly kept?: readonly string[] | undefined
  /** Commands to run by hand on the host, if evenkeel could not finish. */
  readonly byHand?: readonly string[] | undefined
  /**
   * About when the host reverts the run by itself, unless it has committed it: ISO 8601, by this machine's clock. Only if
   * the outcome is unknown.
   */
  readonly revertsAt?: string | undefined
  /** Commands of evenkeel that continue from here, without their inventory. */
  readonly onward?: readonly string[] | undefined
}

/** The outcome of a run, and of its part on each host. */
export interface Ending {
  readonly run: string
  readonly outcome: RunOutcome
  readonly hosts: readonly HostReport[]
}

/** The result of an apply, a rollback or a remove. */
export interface RunReport {
  /** The run's id; undefined if there was nothing to do. */
  readonly run: string | undefined
  readonly plan: Plan
  readonly outcome: 'nothing' | RunOutcome
  readonly hosts: readonly HostReport[]
  /** The failure that stopped the run; with `keepOnFailure` the run may be committed all the same. */
  readonly failure?: EvenkeelError | undefined
  /** Checks that do not hold at the end, and that failed in the same way before the run. */
  readonly failedBefore?: readonly CheckReport[] | undefined
  /** Checks that hold only once a person has done what they say. */
  readonly leftToDo?: readonly CheckReport[] | undefined
}

export interface CheckReport {
  readonly title: string
  readonly holds: boolean
  readonly saw: string
  readonly milliseconds: number
  /** Where to look, or what to change; only if the check does not hold. */
  readonly advice?: string | undefined
  /** The check failed in the same way before the run, which is not reverted for it. */
  readonly wasSoBefore?: true | undefined
  /** What a person does next so that the check holds; a run is not reverted for it. */
  readonly leftToDo?: string | undefined
}
