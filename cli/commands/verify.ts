import type { Emit } from '../../engine/events.ts'
import { verify } from '../../engine/run/verify.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { readAssignment } from '../run/read-files.ts'
import { readHosts } from '../run/read-hosts.ts'
import { checksText } from '../view/checks.ts'
import { printJson } from '../view/json.ts'
import { paintFor } from '../view/paint.ts'

/** Runs the roles' checks against the live cluster. */
export async function verifyCommand(line: CommandLine, io: Io): Promise<number> {
  const reports = await readHosts(line.flags, io, async (controller) =>
    verify(await readAssignment(line, io), { ...controller, emit: withoutResults(controller.emit) }),
  )
  if (line.flags.json) printJson(io.stdout, reports)
  const people = line.flags.json ? io.stderr : io.stdout
  people.write(checksText(reports, paintFor(people, io.env)))
  return exitCode(reports.every(({ holds }) => holds) ? 'done' : 'refused')
}

/** The results are the output of the command: progress does not print them, too. */
function withoutResults(emit: Emit): Emit {
  return (event) => {
    if (event.type !== 'check-done') emit(event)
  }
}
