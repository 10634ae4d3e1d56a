/**
 * All states and outcomes of a run, in one place (docs/transactions.md has the picture). A run has a *state* on each of
 * its hosts while it is under way, and an *outcome* at its end.
 */

/** Each state on a host, and the states that may follow it. All but `nothing` are names of files in the run's folder. */
const NEXT = {
  /** The host was locked, or files were sent to it, but the run never began there. */
  nothing: ['open'],
  open: ['open', 'expecting', 'committed', 'reverting'],
  expecting: ['committed', 'reverting'],
  reverting: ['reverted', 'stuck'],
  stuck: ['reverting', 'abandoned'],
  committed: [],
  reverted: [],
  abandoned: [],
} as const

export type RunState = keyof typeof NEXT

export const RUN_STATES = Object.keys(NEXT) as [RunState, ...RunState[]]

export function statesAfter(state: RunState): readonly RunState[] {
  return NEXT[state]
}

/** The run is over on this host, and nobody has to act. */
export function isFinal(state: RunState): boolean {
  return state !== 'nothing' && NEXT[state].length === 0
}

/** True for a state whose file holds a deadline that the guard watches. */
export function isLeased(state: RunState): boolean {
  return state === 'open' || state === 'expecting'
}

/** How far a host is in a run of this controller. `applied`: all steps are done and proved. */
export type HostProgress = 'untouched' | 'changed' | 'applied' | Extract<RunState, 'reverted' | 'stuck'>

/**
 * How a runner on a host ended. `moved`: the host no longer reads as planned, and nothing was changed. `dead`: the
 * runner is gone without a last line.
 */
export type RunnerEndState =
  | Extract<HostProgress, 'applied' | 'untouched' | 'reverted' | 'stuck'>
  | Extract<RunState, 'committed'>
  | 'moved'
  | 'dead'

/** How a host's part in a run ended. `unknown`: the host could not be asked, or could not be reverted. */
export type HostOutcome = Extract<RunState, 'committed' | 'reverted'> | 'untouched' | 'unknown'

/** How a run ended on all its hosts. `mixed`: each host's outcome is known, and they differ. */
export type RunOutcome = Exclude<HostOutcome, 'untouched'> | 'mixed'

/**
 * A host's part in a run as `history` shows it. `running`: its lease is renewed. `waiting`: for its confirmation.
 * `interrupted`: its lease is over, and nothing has reverted the run yet.
 */
export type RecordedOutcome =
  | HostOutcome
  | Extract<RunState, 'reverting' | 'stuck' | 'abandoned'>
  | 'running'
  | 'waiting'
  | 'interrupted'
  | 'not asked'

/** @param left seconds of the lease; @param isLocked whether the run holds the host's lock */
export function recordedOutcome(state: RunState, left: number, isLocked: boolean): RecordedOutcome {
  switch (state) {
    case 'nothing':
      return isLocked ? 'running' : 'untouched'
    case 'open':
      return left > 0 ? 'running' : 'interrupted'
    case 'expecting':
      return 'waiting'
    default:
      return state
  }
}

/** `committed` or `reverted` only if this is so on all hosts. Hosts that the run never touched do not count. */
export function runOutcome(hosts: readonly HostOutcome[]): RunOutcome {
  const outcomes = new Set(hosts.filter((outcome) => outcome !== 'untouched'))
  if (outcomes.has('unknown')) return 'unknown'
  if (outcomes.size > 1) return 'mixed'
  return outcomes.has('committed') ? 'committed' : 'reverted'
}
