import type { RecordedOutcome } from './states.ts'

/** One run, as the hosts' journals know it. */
export interface RunRecord {
  readonly run: string
  readonly command: 'apply' | 'rollback' | 'remove'
  readonly playbook: string
  /** `user@controller`. */
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly started: string
  readonly hosts: readonly {
    readonly host: string
    readonly outcome: RecordedOutcome
    readonly changes: number
  }[]
  /** The run that this one took back, or that took this one back. */
  readonly rollbackOf?: string | undefined
  readonly rolledBackBy?: string | undefined
}
