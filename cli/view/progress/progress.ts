import type { Emit } from '../../../engine/events.ts'

/** Shows what goes on, on standard error: standard output is for what a command answers. */
export interface Progress {
  readonly emit: Emit
  /** Leaves the terminal to a question until it is answered. */
  pause<Answer>(question: () => Promise<Answer>): Promise<Answer>
  /** Settles what was shown so far, so that something else can be printed; more may follow. */
  settle(): Promise<void>
}
