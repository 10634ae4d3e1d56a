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
  /** `interrupted`: neither committed nor reverted, and nobody is at it. */
  readonly hosts: readonly {
    readonly host: string
    readonly outcome: HostOutcome | 'running' | 'interrupted' | 'not asked'
    readonly changes: number
  }[]
  /** The run that this one took back, or that took this one back. */
  readonly rollbackOf?: string | undefined
  readonly rolledBackBy?: string | undefined
}
