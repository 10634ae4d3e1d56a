import type { HostOutcome } from '../events.ts'

/** One run, as the hosts' journals know it. */
export interface RunRecord {
  readonly run: string
  readonly command: 'apply' | 'rollback' | 'remove'
  readonly playbook: string
  /** `user@controller`. */
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly started: string
  /**
   * `running`: its lease is renewed. `waiting`: for its confirmation. `interrupted`: its lease is over and nobody took
   * it back. `stuck`: it could not be taken back. `abandoned`: it was given up as it stood.
   */
  readonly hosts: readonly {
    readonly host: string
    readonly outcome:
      | HostOutcome
      | 'running'
      | 'waiting'
      | 'reverting'
      | 'interrupted'
      | 'stuck'
      | 'abandoned'
      | 'not asked'
    readonly changes: number
  }[]
  /** The run that this one took back, or that took this one back. */
  readonly rollbackOf?: string | undefined
  readonly rolledBackBy?: string | undefined
}
