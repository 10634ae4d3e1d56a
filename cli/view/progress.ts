import type { Emit } from '../../engine/events.ts'
import type { Io } from '../io.ts'
import { jsonEvents } from './json.ts'
import { LineProgress } from './progress-lines.ts'

/** Shows what goes on, on standard error: standard output is for what a command answers. */
export interface Progress {
  readonly emit: Emit
  /** Leaves the terminal to a question until it is answered. */
  pause<Answer>(question: () => Promise<Answer>): Promise<Answer>
  /** Settles what was shown so far, so that something else can be printed; more may follow. */
  settle(): Promise<void>
}

/** A living list on a terminal, lines elsewhere and where more is to be said; with `--json` every event is an object on standard output, too. */
export async function progressFor(
  io: Io,
  flags: { readonly json: boolean; readonly verbose: boolean },
): Promise<Progress> {
  const shown = await shownProgress(io, flags)
  if (!flags.json) return shown
  const tell = jsonEvents(io.stdout)
  return {
    emit: (event) => {
      tell(event)
      shown.emit(event)
    },
    pause: (question) => shown.pause(question),
    settle: () => shown.settle(),
  }
}

async function shownProgress(io: Io, flags: { readonly json: boolean; readonly verbose: boolean }): Promise<Progress> {
  // A list that is drawn again and again would be torn by JSON on the same terminal.
  const torn = flags.json && io.stdout.isTTY === true
  // Some pseudo-terminals say that they are no column wide.
  const isTooNarrow = io.stdout.columns === 0
  if (io.stderr.isTTY !== true || flags.verbose || torn || isTooNarrow)
    return new LineProgress(io.stderr, flags.verbose)
  // listr2 takes a while to load, and a pipe does not need it.
  const { ListProgress } = await import('./progress-list.ts')
  return new ListProgress(io)
}
