import { makePlan, makePlanToSave } from '../../engine/plan/make.ts'
import { countChanges } from '../../engine/plan/plan.ts'
import { assignmentOf } from '../assignment.ts'
import type { CommandLine } from '../command.ts'
import type { Io } from '../io.ts'
import { savePlan } from '../saved-plan.ts'
import { printJson } from '../view/json.ts'
import { paintFor } from '../view/paint.ts'
import { planText } from '../view/plan.ts'
import { watched } from '../watched.ts'

const PENDING = 2

/** Previews what apply would do; changes nothing. */
export async function planCommand(line: CommandLine, io: Io): Promise<number> {
  const { json, out, detailedExitcode } = line.flags
  const plan = await watched(line.flags, io, async (controller) => {
    const assignment = await assignmentOf(line)
    if (out === undefined) return makePlan(assignment, controller)
    const saved = await makePlanToSave(assignment, controller)
    await savePlan(saved, out)
    return saved.plan
  })
  if (json) printJson(io.stdout, plan)
  const people = json ? io.stderr : io.stdout
  people.write(planText(plan, paintFor(people, io.env)))
  return detailedExitcode && countChanges(plan) > 0 ? PENDING : 0
}
