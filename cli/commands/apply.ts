import { EvenkeelError } from '../../engine/errors/error.ts'
import { apply } from '../../engine/run/apply.ts'
import { assignmentOf } from '../assignment.ts'
import { carryThrough } from '../carry-through.ts'
import type { CommandLine } from '../command.ts'
import type { Io } from '../io.ts'
import { loadPlan } from '../saved-plan.ts'
import { planCommand } from './plan.ts'

/** Plans, asks, converges and proves. */
export async function applyCommand(line: CommandLine, io: Io): Promise<number> {
  if (line.flags.dryRun) return preview(line, io)
  return carryThrough('apply', line, io, async () => {
    const saved = line.flags.plan === undefined ? undefined : await loadPlan(line.flags.plan)
    const assignment = await assignmentOf(line)
    return (controller, options) => apply(assignment, controller, { ...options, saved })
  })
}

/** A plan that is drawn anew is not the saved one. */
function preview(line: CommandLine, io: Io): Promise<number> {
  if (line.flags.plan === undefined) return planCommand(line, io)
  throw new EvenkeelError('usage', 'Cannot take --plan with --dry-run: that would show another plan.', {
    hint: 'Without --dry-run, and without --yes, the saved plan is shown before anything is changed.',
  })
}
