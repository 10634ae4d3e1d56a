import { makePlan, makePlanToSave } from '../../engine/plan/make.ts'
import { needsRun, plannedHosts } from '../../engine/plan/plan.ts'
import { DRAINING } from '../../engine/run/settings.ts'
import { drainAround } from '../../engine/weights/around.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io } from '../io.ts'
import { refuseUnwritable } from '../output-file.ts'
import type { CommandLine } from '../parse/command.ts'
import { readAssignment } from '../run/read-files.ts'
import { readHosts } from '../run/read-hosts.ts'
import { planFile, savePlan } from '../saved-plan.ts'
import { printJson } from '../view/json.ts'
import { paintFor } from '../view/paint.ts'
import { planText } from '../view/plan.ts'

/** Shows what apply would change; changes nothing. */
export async function planCommand(line: CommandLine, io: Io): Promise<number> {
  const { json, out, detailedExitcode } = line.flags
  if (out !== undefined) await refuseUnwritable(planFile(out))
  const plan = await readHosts(line.flags, io, async (controller) => {
    const assignment = await readAssignment(line, io)
    const around = drainAround(assignment, line.flags.drain, DRAINING)
    if (out === undefined) return makePlan(assignment, controller, around)
    const saved = await makePlanToSave(assignment, controller, around)
    await savePlan(saved, out)
    return saved.plan
  })
  if (json) printJson(io.stdout, plan)
  const people = json ? io.stderr : io.stdout
  people.write(planText(plan, paintFor(people, io.env)))
  return detailedExitcode && plannedHosts(plan).some(needsRun) ? exitCode('pending') : exitCode('done')
}
