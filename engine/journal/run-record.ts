import type { RunCommand } from './header.ts'
import type { RecordedOutcome } from './states.ts'

/** One run, read from the journals of its hosts. */
export interface RunRecord {
  readonly run: string
  readonly command: RunCommand
  /** See `RunHeader.about`. */
  readonly about?: string | undefined
  readonly playbook: string
  /** `user@controller`. */
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly started: string
  readonly hosts: readonly {
    readonly host: string
    readonly outcome: RecordedOutcome
    readonly changes: number
    /** Its place among the runs of the host, by which runs are ordered; 0 for a run of an older release. */
    readonly number: number
  }[]
  /** The run that this rollback takes back. */
  readonly rollbackOf?: string | undefined
  /** The rollback that took this run back. */
  readonly rolledBackBy?: string | undefined
}
