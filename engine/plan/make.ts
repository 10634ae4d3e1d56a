import type { Assignment } from '../description.ts'
import type { Means } from '../means.ts'
import { Session } from '../session.ts'
import { draw } from './draw.ts'
import { intendApply } from './intend.ts'
import type { Plan } from './plan.ts'

/** Reads the hosts, two commands each, and says what `apply` would change. Changes nothing. */
export async function makePlan(assignment: Assignment, means: Means): Promise<Plan> {
  const session = new Session(means)
  try {
    return (await draw(session, await intendApply(session, assignment))).plan
  } finally {
    await session.close()
  }
}
