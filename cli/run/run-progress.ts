import type { Io } from '../io.ts'
import type { Progress } from '../view/progress/progress.ts'

/** Passes events on to the display, and records whether a run has begun: after that, the first Ctrl-C does not leave. */
export class RunProgress implements Progress {
  readonly #shown: Progress
  readonly #stopMessage: string
  run: string | undefined
  /** A step has begun on some host: a failure from now on exits with `unknown`, not `refused`. */
  isChanging = false

  /** @param stopMessage shown at the first Ctrl-C after the run began */
  constructor(shown: Progress, stopMessage: string) {
    this.#shown = shown
    this.#stopMessage = stopMessage
  }

  readonly emit: Progress['emit'] = (event) => {
    if (event.type === 'run-started') this.begin(event.run)
    if (event.type === 'step-started') this.isChanging = true
    this.#shown.emit(event)
  }

  begin(run: string): void {
    this.run = run
  }

  pause<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    return this.#shown.pause(question)
  }

  settle(): Promise<void> {
    return this.#shown.settle()
  }

  /** Aborted at the first Ctrl-C if no run has begun, else at the second one. */
  leaveSignal(io: Io): AbortSignal {
    const leave = new AbortController()
    const onInterrupt = () => {
      if (this.run === undefined) leave.abort()
      else this.emit({ type: 'remark', message: `${this.#stopMessage} Ctrl-C again leaves at once.` })
    }
    io.interrupted.addEventListener('abort', onInterrupt, { once: true })
    io.abandoned.addEventListener('abort', () => leave.abort(), { once: true })
    if (io.interrupted.aborted) onInterrupt()
    return leave.signal
  }
}
