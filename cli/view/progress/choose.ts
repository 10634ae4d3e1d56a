import type { Io } from '../../io.ts'
import { jsonEvents } from '../json.ts'
import { LineProgress } from './lines.ts'
import type { Progress } from './progress.ts'

/** A list on a terminal; lines elsewhere and with `-v`. With `--json` each event is an object on standard output, too. */
export async function progressFor(
  io: Io,
  flags: { readonly json: boolean; readonly verbose: boolean },
): Promise<Progress> {
  const shown = await shownProgress(io, flags)
  if (!flags.json) return shown
  const printEvent = jsonEvents(io.stdout)
  return {
    emit: (event) => {
      printEvent(event)
      shown.emit(event)
    },
    pause: (question) => shown.pause(question),
    settle: () => shown.settle(),
  }
}

async function shownProgress(io: Io, flags: { readonly json: boolean; readonly verbose: boolean }): Promise<Progress> {
  // JSON on the same terminal would break a list that is drawn again and again.
  const isSharedWithJson = flags.json && io.stdout.isTTY === true
  // Some pseudo-terminals report a width of 0.
  const isTooNarrow = io.stdout.columns === 0
  if (io.stderr.isTTY !== true || flags.verbose || isSharedWithJson || isTooNarrow)
    return new LineProgress(io.stderr, flags.verbose)
  // listr2 takes a while to load, and a pipe does not need it.
  const { ListProgress } = await import('./list.ts')
  return new ListProgress(io)
}
