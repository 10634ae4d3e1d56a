import type { Emit } from '../../engine/events.ts'
import { verify } from '../../engine/run/verify.ts'
import { assignmentOf } from '../assignment.ts'
import type { CommandLine } from '../command.ts'
import type { Io } from '../io.ts'
import { checksText } from '../view/checks.ts'
import { printJson } from '../view/json.ts'
import { paintFor } from '../view/paint.ts'
import { watched } from '../watched.ts'

/** Looks at the live cluster with the eyes of the roles' checks. */
export async function verifyCommand(line: CommandLine, io: Io): Promise<number> {
  const reports = await watched(line.flags, io, async (controller) =>
    verify(await assignmentOf(line), { ...controller, emit: withoutResults(controller.emit) }),
  )
  if (line.flags.json) printJson(io.stdout, reports)
  const people = line.flags.json ? io.stderr : io.stdout
  people.write(checksText(reports, paintFor(people, io.env)))
  return reports.every(({ holds }) => holds) ? 0 : 1
}

/** The results are the command's answer, and are not told twice. */
function withoutResults(emit: Emit): Emit {
  return (event) => {
    if (event.type !== 'check-done') emit(event)
  }
}
