/** Where the user wrote it. Lines and columns count from 1. */
export interface Location {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Every way in which evenkeel refuses or fails; tests assert these, never sentences. */
export type ErrorCode =
  | 'usage' // the command line
  | 'input' // a file that the user wrote; has a location
  | 'rule' // the described cluster breaks a rule of the field
  | 'conflict' // one resource, described twice and differently
  | 'unreachable'
  | 'host_key'
  | 'authentication'
  | 'privilege' // sudo said no
  | 'unsupported' // the host lacks what is needed
  | 'locked'
  | 'stale' // the host is no longer as the plan saw it
  | 'irreversible' // needs consent
  | 'declined' // the user said no
  | 'lost' // the connection, or an exit status, is gone: unknown
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
  readonly cause?: unknown
}

/** "Cannot do X: it is A, B is needed", with where and what to do next. */
export class EvenkeelError extends Error {
  override readonly name = 'EvenkeelError'
  readonly code: ErrorCode
  readonly where: Location | undefined
  readonly excerpt: string | undefined
  readonly hint: string | undefined
  readonly host: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause })
    this.code = code
    this.where = details.where
    this.excerpt = details.excerpt
    this.hint = details.hint
    this.host = details.host
  }
}

/** All that is wrong at once, in the order in which a reader meets it. */
export class EvenkeelErrors extends AggregateError {
  override readonly name = 'EvenkeelErrors'
  declare readonly errors: EvenkeelError[]

  constructor(errors: readonly EvenkeelError[]) {
    super([...errors], errors.map((error) => error.message).join('\n'))
  }
}

/** Throws what was collected: nothing, the only one, or all of them together. */
export function throwIfAny(errors: readonly EvenkeelError[]): void {
  const [first, ...others] = errors
  if (first === undefined) return
  throw others.length === 0 ? first : new EvenkeelErrors(errors)
}

/** Keeps evenkeel's own errors; anything else is a bug of ours, with its cause. */
export function asEvenkeelError(failure: unknown): EvenkeelError {
  if (failure instanceof EvenkeelError) return failure
  if (failure instanceof EvenkeelErrors && failure.errors[0] !== undefined) return failure.errors[0]
  const message = failure instanceof Error ? failure.message : String(failure)
  return new EvenkeelError('bug', message, { cause: failure })
}
