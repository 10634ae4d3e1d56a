import type { Emit } from '../../../engine/events.ts'

/** Shows progress on standard error: standard output is for the result of the command. */
export interface Progress {
  readonly emit: Emit
  /** Leaves the terminal to a question until it is answered. */
  pause<Answer>(question: () => Promise<Answer>): Promise<Answer>
  /** Finishes the output so far, so that something else can be printed. More events may follow. */
  settle(): Promise<void>
}
