import type { Finding } from '../description.ts'
import type { PlanKeys } from '../redaction.ts'
import type { Json } from '../resources/resource.ts'

/** The printed sign of a change: added, changed, removed, or not known before an earlier change of the same run. */
export type Action = '+' | '~' | '-' | '?'

/** One resource of one host that a run would change. Plain data: printed, saved, compared with a later reading. */
export interface PlannedChange {
  readonly action: Action
  readonly id: string
  readonly kind: string
  readonly name: string
  /** Null is absent. For `?` it is the state read before the run. */
  readonly before: Json
  readonly after: Json
  /** Both states as lines for people, with secrets redacted; the diff compares these lines. */
  readonly beforeLines: readonly string[]
  readonly afterLines: readonly string[]
  /** "brings nginx-common", "no longer described: back to how it was found", "known once … is installed". */
  readonly notes: readonly string[]
  /** Why the change cannot be undone; it needs consent. */
  readonly irreversible?: string | undefined
}

export interface PlannedHost {
  readonly host: string
  /** The machine that answers to this name, as `ADDRESS:PORT`. */
  readonly at?: string | undefined
  /** In the order in which they are made. */
  readonly changes: readonly PlannedChange[]
  /** How many described resources are as wanted. */
  readonly unchanged: number
  /** Titles of the reloads and restarts that follow, such as "reload keepalived". */
  readonly triggers: readonly string[]
  /** Ids of resources that the run leaves as they are, and records as the playbook's. */
  readonly claims?: readonly string[] | undefined
  /** Ids of resources that the run leaves as they are, and no longer records as the playbook's. */
  readonly releases?: readonly string[] | undefined
  /** Hosts that this host records as the playbook's from now on: it finds them when they leave the playbook. */
  readonly joined?: readonly string[] | undefined
  /** Hosts that this host no longer records as the playbook's. */
  readonly left?: readonly string[] | undefined
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
  /** SHA-256 of the whole description, so that a saved plan is refused after the playbook has changed. */
  readonly description: string
  readonly plays: readonly PlannedPlay[]
  readonly findings: readonly Finding[]
  /** Sentences about things that this plan leaves alone, and why. */
  readonly remarks: readonly string[]
}

/** A plan to apply later, with the keys for comparing its digests with the hosts. */
export interface SavedPlan {
  readonly plan: Plan
  readonly keys: PlanKeys
}

/** All hosts of the plan, in the order in which they change. */
export function plannedHosts(plan: Plan): PlannedHost[] {
  return plan.plays.flatMap((play) => play.batches.flatMap((batch) => batch.hosts))
}

/** A run of the plan changes the host, or its records. */
export function needsRun({ changes, claims = [], releases = [], joined = [], left = [] }: PlannedHost): boolean {
  return [changes, claims, releases, joined, left].some((one) => one.length > 0)
}

/** How many resources the plan would change, over all hosts. */
export function countChanges(plan: Plan): number {
  return plannedHosts(plan).reduce((sum, host) => sum + host.changes.length, 0)
}
