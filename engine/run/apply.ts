import type { Controller } from '../controller.ts'
import type { Assignment } from '../description.ts'
import type { HostTarget } from '../host/connection.ts'
import { HostPool } from '../host-pool.ts'
import { intendApply, intendRemove } from '../plan/intend.ts'
import { countChanges, type Plan, type SavedPlan } from '../plan/plan.ts'
import { type Intent, planWork } from '../plan/plan-work.ts'
import type { RunReport } from './report.ts'
import { rollOut } from './rollout/rollout.ts'
import { refuseStalePlan } from './rollout/stale.ts'
import { DEFAULT_SETTINGS, type RunSettings } from './settings.ts'

export interface RunOptions {
  /** What is not said here is as in {@link DEFAULT_SETTINGS}. */
  readonly settings?: Partial<RunSettings> | undefined
  /** Shows the plan and asks; throws `declined` or `irreversible` where the answer is no. */
  consent(plan: Plan): Promise<void>
}

export interface ApplyOptions extends RunOptions {
  /** A plan that was saved and read before; the run does nothing else. */
  readonly saved?: SavedPlan | undefined
}

/** Plans, asks, converges and proves. Throws for what is refused before the first change. */
export function apply(assignment: Assignment, controller: Controller, options: ApplyOptions): Promise<RunReport> {
  return carryOut(controller, options, (pool) => intendApply(pool, assignment), assignment.clients)
}

/** Takes back, on every host, all that the playbook put there, to how it was found. */
export function remove(assignment: Assignment, controller: Controller, options: RunOptions): Promise<RunReport> {
  return carryOut(controller, options, (pool) => intendRemove(pool, assignment))
}

/** The one way in which anything is changed: intend, draw the plan, ask, roll out. */
export async function carryOut(
  controller: Controller,
  options: ApplyOptions,
  intend: (pool: HostPool) => Promise<Intent>,
  clients: readonly HostTarget[] = [],
): Promise<RunReport> {
  const pool = new HostPool(controller)
  try {
    const { saved } = options
    const work = await planWork(pool, await intend(pool), saved?.keys)
    if (saved !== undefined) refuseStalePlan(saved.plan, work.plan)
    if (countChanges(work.plan) === 0) return { run: undefined, plan: work.plan, outcome: 'nothing', hosts: [] }
    await options.consent(work.plan)
    await pool.connectClients(clients)
    return await rollOut(work, { ...DEFAULT_SETTINGS, ...options.settings })
  } finally {
    await pool.close()
  }
}
