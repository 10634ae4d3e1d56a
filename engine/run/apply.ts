import type { Means } from '../controller.ts'
import type { Assignment } from '../description.ts'
import type { HostTarget } from '../host/connection.ts'
import { Session } from '../host-pool.ts'
import { intendApply, intendRemove } from '../plan/intend.ts'
import { countChanges, type Plan, type SavedPlan } from '../plan/plan.ts'
import { draw, type Intent } from '../plan/plan-work.ts'
import type { RunReport } from './report.ts'
import { rollOut } from './rollout/rollout.ts'
import { refuseStalePlan } from './rollout/stale.ts'
import { TERMS, type Terms } from './settings.ts'

export interface RunOptions {
  /** What is not said here is as in {@link TERMS}. */
  readonly terms?: Partial<Terms> | undefined
  /** Shows the plan and asks; throws `declined` or `irreversible` where the answer is no. */
  consent(plan: Plan): Promise<void>
}

export interface ApplyOptions extends RunOptions {
  /** A plan that was saved and read before; the run does nothing else. */
  readonly saved?: SavedPlan | undefined
}

/** Plans, asks, converges and proves. Throws for what is refused before the first change. */
export function apply(assignment: Assignment, means: Means, options: ApplyOptions): Promise<RunReport> {
  return carryOut(means, options, (session) => intendApply(session, assignment), assignment.witnesses)
}

/** Takes back, on every host, all that the playbook put there, to how it was found. */
export function remove(assignment: Assignment, means: Means, options: RunOptions): Promise<RunReport> {
  return carryOut(means, options, (session) => intendRemove(session, assignment))
}

/** The one way in which anything is changed: intend, draw the plan, ask, roll out. */
export async function carryOut(
  means: Means,
  options: ApplyOptions,
  intend: (session: Session) => Promise<Intent>,
  witnesses: readonly HostTarget[] = [],
): Promise<RunReport> {
  const session = new Session(means)
  try {
    const { saved } = options
    const work = await draw(session, await intend(session), saved?.keys)
    if (saved !== undefined) refuseStalePlan(saved.plan, work.plan)
    if (countChanges(work.plan) === 0) return { run: undefined, plan: work.plan, outcome: 'nothing', hosts: [] }
    await options.consent(work.plan)
    await session.joinWitnesses(witnesses)
    return await rollOut(work, { ...TERMS, ...options.terms })
  } finally {
    await session.close()
  }
}
