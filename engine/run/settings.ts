/** Settings of a run that the controller and its hosts share. */
export interface RunSettings {
  /** Seconds without a heartbeat after which a host reverts the run. */
  readonly lease: number
  /** The same, in seconds, once a host expects its confirmation. */
  readonly inDoubt: number
  /** How many ended runs a host keeps in its records. */
  readonly keepRuns: number
  /** After a failure, commit the hosts that are applied instead of reverting them. */
  readonly keepOnFailure: boolean
  /** Revert also for a check that failed in the same way before the run. */
  readonly strict: boolean
}

export const DEFAULT_SETTINGS: RunSettings = {
  lease: 60,
  inDoubt: 600,
  keepRuns: 20,
  keepOnFailure: false,
  strict: false,
}

/** Seconds that a drain waits for the connections of a server, unless somebody says otherwise. */
export const DRAINING = 60
