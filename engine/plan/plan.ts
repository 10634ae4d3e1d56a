import type { Finding } from '../description.ts'
import type { PlanKeys } from '../redaction.ts'
import type { Json } from '../resources/resource.ts'

/**
 * What happens to a resource, as the rune that is printed: it comes, it changes, it goes, or it cannot be told before
 * an earlier change of the same run.
 */
export type Action = '+' | '~' | '-' | '?'

/** One resource of one host that a run would change. Plain data: printed, saved, compared with a later reading. */
export interface PlannedChange {
  readonly action: Action
  readonly id: string
  readonly kind: string
  readonly name: string
  /** Null is absent. Of a `?` it is what was read before the run. */
  readonly before: Json
  readonly after: Json
  /** People's lines of both states, secrets masked; what the diff is made of. */
  readonly beforeLines: readonly string[]
  readonly afterLines: readonly string[]
  /** "brings nginx-common", "no longer described: back to how it was found", "known once … is installed". */
  readonly notes: readonly string[]
  /** Why it cannot be undone; needs consent. */
  readonly irreversible?: string | undefined
}

export interface PlannedHost {
  readonly host: string
  /** In the order in which they are made. */
  readonly changes: readonly PlannedChange[]
  /** How many described resources are as they should be. */
  readonly unchanged: number
  /** Titles of the reloads and restarts that follow, such as "reload keepalived". */
  readonly triggers: readonly string[]
}

/** Hosts that change at the same time. */
export interface PlannedBatch {
  readonly hosts: readonly PlannedHost[]
}

export interface PlannedPlay {
  readonly name: string
  readonly batches: readonly PlannedBatch[]
}

export interface Plan {
  readonly format: 'evenkeel-plan/1'
  readonly playbook: string
  /** ISO 8601, UTC. */
  readonly made: string
  /** SHA-256 of everything that is described, so that a saved plan notices another playbook. */
  readonly description: string
  readonly plays: readonly PlannedPlay[]
  readonly findings: readonly Finding[]
  /** Sentences about what this plan leaves alone and why. */
  readonly remarks: readonly string[]
}

/** A plan that is to be applied later, with the keys by which it is then held against the hosts. */
export interface SavedPlan {
  readonly plan: Plan
  readonly keys: PlanKeys
}

/** Every host's part in the plan, in the order in which they change. */
export function plannedHosts(plan: Plan): PlannedHost[] {
  return plan.plays.flatMap((play) => play.batches.flatMap((batch) => batch.hosts))
}

/** How many resources the plan would change, over all hosts. */
export function countChanges(plan: Plan): number {
  return plannedHosts(plan).reduce((sum, host) => sum + host.changes.length, 0)
}
