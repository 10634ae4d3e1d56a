import type { Io } from './io.ts'
import type { Progress } from './view/progress/progress.ts'

/** Passes progress on, and knows whether hosts may be changed: from then on, Ctrl-C does not simply leave. */
export class Underway implements Progress {
  readonly #shown: Progress
  readonly #stopping: string
  run: string | undefined
  /** A step was begun somewhere: what fails from now on is no refusal. */
  isChanging = false

  /** @param stopping what the first Ctrl-C means once a run is under way */
  constructor(shown: Progress, stopping: string) {
    this.#shown = shown
    this.#stopping = stopping
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

  /** When to leave at once: at the first Ctrl-C while nothing has begun, at the second one afterwards. */
  leaving(io: Io): AbortSignal {
    const leaving = new AbortController()
    const ask = () => {
      if (this.run === undefined) leaving.abort()
      else this.emit({ type: 'remark', message: `${this.#stopping} Ctrl-C again leaves at once.` })
    }
    io.interrupted.addEventListener('abort', ask, { once: true })
    io.abandoned.addEventListener('abort', () => leaving.abort(), { once: true })
    if (io.interrupted.aborted) ask()
    return leaving.signal
  }
}
