/** What the controller and the hosts of a run agree on. */
export interface RunSettings {
  /** Seconds for which a host goes on without hearing from the controller; then it takes the run back. */
  readonly lease: number
  /** The same once all hosts are applied and proved, and wait for their confirmation. */
  readonly inDoubt: number
  /** How many ended runs a host remembers. */
  readonly keepRuns: number
  /** A failure stops the run and leaves the hosts that are done as they are. */
  readonly keepOnFailure: boolean
}

export const DEFAULT_SETTINGS: RunSettings = { lease: 60, inDoubt: 600, keepRuns: 20, keepOnFailure: false }
