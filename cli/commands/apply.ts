import { EvenkeelError } from '../../engine/errors/error.ts'
import { apply } from '../../engine/run/apply.ts'
import { drainAround } from '../../engine/weights/around.ts'
import type { Io } from '../io.ts'
import type { CommandLine } from '../parse/command.ts'
import { timeoutOf } from '../parse/run-settings.ts'
import { changeHosts, ordinary } from '../run/change-hosts.ts'
import { readAssignment } from '../run/read-files.ts'
import { loadPlan } from '../saved-plan.ts'
import { planCommand } from './plan.ts'

/** Plans, asks, converges and proves. */
export async function applyCommand(line: CommandLine, io: Io): Promise<number> {
  if (line.flags.dryRun) return preview(line, io)
  return changeHosts(ordinary('apply', line), line, io, async () => {
    const saved = line.flags.plan === undefined ? undefined : await loadPlan(line.flags.plan)
    const assignment = await readAssignment(line, io)
    const around = drainAround(assignment, line.flags.drain, timeoutOf(line.flags))
    return (controller, options) => apply(assignment, controller, { ...options, saved, around })
  })
}

/** `--dry-run`: a new plan. Refuses `--plan`: the saved plan would not be the one shown. */
function preview(line: CommandLine, io: Io): Promise<number> {
  if (line.flags.plan === undefined) return planCommand(line, io)
  throw new EvenkeelError('usage', 'Cannot take --plan with --dry-run: a dry run makes a new plan.', {
    hint: 'apply --plan shows the saved plan and asks, unless --yes is given.',
  })
}
