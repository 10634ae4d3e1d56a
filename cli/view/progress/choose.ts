import type { Io } from '../../io.ts'
import { jsonEvents } from '../json.ts'
import { LineProgress } from './lines.ts'
import type { Progress } from './progress.ts'

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
  const { ListProgress } = await import('./list.ts')
  return new ListProgress(io)
}
