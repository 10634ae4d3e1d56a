import type { RunEvent } from '../../engine/events.ts'
import { resume } from '../../engine/run/resume.ts'
import type { CommandLine } from '../command.ts'
import { finishRun } from '../finish-run.ts'
import type { Io } from '../io.ts'
import { endingCode, endingText } from '../view/ending.ts'

/** Finishes a run whose controller died while it was being kept. */
export function resumeCommand(line: CommandLine, io: Io): Promise<number> {
  return finishRun(line, io, async ({ run, targets, controller, begin, change }) => {
    const emit = (event: RunEvent) => {
      if (event.type === 'read') begin()
      // The host that decides is asked to take the run back: no refusal comes after that.
      if (event.type === 'reverting') change()
      controller.emit(event)
    }
    const ending = await resume(targets, run, { ...controller, emit })
    const { inventory = '' } = line.flags
    return { text: (paint) => endingText(ending, inventory, paint), data: ending, code: endingCode(ending) }
  })
}
