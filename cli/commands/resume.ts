import type { RunEvent } from '../../engine/events.ts'
import { resume } from '../../engine/run/resume.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { runIdOf } from '../parse/run-id.ts'
import { endRun } from '../run/end-run.ts'
import { resumeExitCode, resumeReportText } from '../view/resume-report.ts'

/** Finishes a run whose controller died during the commit. */
export async function resumeCommand(line: CommandLine, io: Io): Promise<number> {
  const run = runIdOf(line.positionals[0] ?? '')
  return endRun(run, line, io, async ({ targets, controller, begin, change }) => {
    const emit = (event: RunEvent) => {
      if (event.type === 'read') begin()
      // From here on a host may have been reverted: a failure is no refusal any more.
      if (event.type === 'reverting') change()
      controller.emit(event)
    }
    const ending = await resume(targets, run, { ...controller, emit })
    const { inventory = '' } = line.flags
    return { text: (paint) => resumeReportText(ending, inventory, paint), data: ending, code: resumeExitCode(ending) }
  })
}
