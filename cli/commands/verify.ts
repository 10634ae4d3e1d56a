import type { Emit } from '../../engine/events.ts'
import type { CheckReport } from '../../engine/run/report.ts'
import { verify } from '../../engine/run/verify.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { type OutputFile, refuseUnwritable, writeOutput } from '../output-file.ts'
import type { CommandLine } from '../parse/command.ts'
import { readAssignment } from '../run/read-files.ts'
import { readHosts } from '../run/read-hosts.ts'
import { checksText } from '../view/checks.ts'
import { printJson } from '../view/json.ts'
import { junitOfChecks, junitOfFailure } from '../view/junit.ts'
import { paintFor } from '../view/paint.ts'

/** Runs the roles' checks against the live cluster. */
export async function verifyCommand(line: CommandLine, io: Io): Promise<number> {
  const { json, junit } = line.flags
  const reports = await (junit === undefined ? reportsOf(line, io) : savedReports(junitFile(junit), line, io))
  if (json) printJson(io.stdout, reports)
  const people = json ? io.stderr : io.stdout
  people.write(checksText(reports, paintFor(people, io.env)))
  return exitCode(reports.every(({ holds }) => holds) ? 'done' : 'refused')
}

function reportsOf(line: CommandLine, io: Io): Promise<CheckReport[]> {
  return readHosts(line.flags, io, async (controller) =>
    verify(await readAssignment(line, io), { ...controller, emit: withoutResults(controller.emit) }),
  )
}

/** Saves the results, or why there are none: CI would take the file of an earlier run for that of this one. */
async function savedReports(file: OutputFile, line: CommandLine, io: Io): Promise<CheckReport[]> {
  await refuseUnwritable(file)
  const [playbook = ''] = line.positionals
  const reports = await reportsOf(line, io).catch(async (error: unknown) => {
    await writeOutput(file, junitOfFailure(playbook, error, line.flags.inventory))
    throw error
  })
  await writeOutput(file, junitOfChecks(playbook, reports))
  return reports
}

function junitFile(path: string): OutputFile {
  return { path, what: 'the results', mode: 0o666 }
}

/** The results are the output of the command: progress does not print them, too. */
function withoutResults(emit: Emit): Emit {
  return (event) => {
    if (event.type !== 'check-done') emit(event)
  }
}
