import type { Means } from '../controller.ts'
import type { Assignment } from '../description.ts'
import { Session } from '../host-pool.ts'
import { planKeysFor } from '../redaction.ts'
import { intendApply } from './intend.ts'
import type { Plan, SavedPlan } from './plan.ts'
import { draw } from './plan-work.ts'

/** Reads the hosts, two commands each, and says what `apply` would change. Changes nothing. */
export function makePlan(assignment: Assignment, means: Means): Promise<Plan> {
  return inSession(means, async (session) => (await draw(session, await intendApply(session, assignment))).plan)
}

/** As {@link makePlan}, for `apply` to hold to later. */
export function makePlanToSave(assignment: Assignment, means: Means): Promise<SavedPlan> {
  return inSession(means, async (session) => {
    const intent = await intendApply(session, assignment)
    const keys = planKeysFor(session.hosts.map((host) => session.knowledge(host)))
    return { plan: (await draw(session, intent, keys)).plan, keys }
  })
}

async function inSession<Made>(means: Means, make: (session: Session) => Promise<Made>): Promise<Made> {
  const session = new Session(means)
  try {
    return await make(session)
  } finally {
    await session.close()
  }
}
