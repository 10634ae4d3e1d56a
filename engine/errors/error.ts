import type { Difference } from './difference.ts'

/** A place in a file of the user. Lines and columns count from 1. */
export interface Location {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The codes of all refusals and failures; tests assert these, not sentences. */
export type ErrorCode =
  | 'usage' // the command line
  | 'input' // a file that the user wrote; has a location
  | 'rule' // the described cluster breaks a rule of the field
  | 'conflict' // one resource, described twice and differently
  | 'unreachable'
  | 'host_key'
  | 'authentication'
  | 'privilege' // sudo refused
  | 'unsupported' // the host lacks what is needed
  | 'locked'
  | 'stale' // the host no longer reads as planned
  | 'irreversible' // needs consent
  | 'declined' // the user said no
  | 'lost' // no connection or no exit status: the outcome is unknown
  | 'step' // a step failed on a host
  | 'check' // a check does not hold
  | 'lab'
  | 'bug'

export interface ErrorDetails {
  readonly where?: Location | undefined
  /** The lines around `where` with a caret under the column. */
  readonly excerpt?: string | undefined
  /** What to do next, as a full sentence or a command. */
  readonly hint?: string | undefined
  readonly host?: string | undefined
  /** The differences on the host. Shown as in a plan: `-` as expected, `+` as found. */
  readonly differences?: readonly Difference[] | undefined
  readonly cause?: unknown
}

/** "Cannot do X: it is A, B is needed", with the place, and what to do next. */
export class EvenkeelError extends Error {
  override readonly name = 'EvenkeelError'
  readonly code: ErrorCode
  readonly where: Location | undefined
  readonly excerpt: string | undefined
  readonly hint: string | undefined
  readonly host: string | undefined
  readonly differences: readonly Difference[]

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.where = details.where
    this.excerpt = details.excerpt
    this.hint = details.hint
    this.host = details.host
    this.differences = details.differences ?? []
  }
}

/** Several errors at once, in the order of their places. */
export class EvenkeelErrors extends AggregateError {
  override readonly name = 'EvenkeelErrors'
  declare readonly errors: EvenkeelError[]

  constructor(errors: readonly EvenkeelError[]) {
    super([...errors], errors.map((error) => error.message).join('\n'))
  }
}

/** Throws the collected errors together, or the only one; returns if there are none. */
export function throwIfAny(errors: readonly EvenkeelError[]): void {
  const [first, ...others] = errors
  if (first === undefined) return
  throw others.length === 0 ? first : new EvenkeelErrors(errors)
}

/** Returns evenkeel's own errors as they are; wraps anything else as a `bug` with its cause. */
export function asEvenkeelError(failure: unknown): EvenkeelError {
  if (failure instanceof EvenkeelError) return failure
  if (failure instanceof EvenkeelErrors && failure.errors[0] !== undefined) return failure.errors[0]
  const message = failure instanceof Error ? failure.message : String(failure)
  return new EvenkeelError('bug', message, { cause: failure })
}
