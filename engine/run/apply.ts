import type { Controller } from '../controller.ts'
import type { Assignment } from '../description.ts'
import type { HostTarget } from '../host/connection.ts'
import { HostPool } from '../host-pool.ts'
import { intendApply, intendRemove } from '../plan/intend.ts'
import { needsRun, type Plan, plannedHosts, type SavedPlan } from '../plan/plan.ts'
import { type Intent, planWork } from '../plan/plan-work.ts'
import type { AroundPlay } from '../plan/work.ts'
import type { RunReport } from './report.ts'
import { rollOut } from './rollout/rollout.ts'
import { refuseStalePlan } from './rollout/stale.ts'
import { DEFAULT_SETTINGS, type RunSettings } from './settings.ts'

export interface RunOptions {
  /** Settings that differ from {@link DEFAULT_SETTINGS}. */
  readonly settings?: Partial<RunSettings> | undefined
  /** Shows the plan and asks for consent; throws `declined` or `irreversible` if the answer is no. */
  consent(plan: Plan): Promise<void>
}

export interface ApplyOptions extends RunOptions {
  /** A saved plan: the run changes nothing that is not in it. */
  readonly saved?: SavedPlan | undefined
  /** What happens around the batches of a play, such as draining its servers. */
  readonly around?: AroundPlay | undefined
}

/** Plans, asks, converges and proves. Throws what is refused before the first change. */
export function apply(assignment: Assignment, controller: Controller, options: ApplyOptions): Promise<RunReport> {
  return carryOut(controller, options, (pool) => intendApply(pool, assignment, options.around), assignment.clients)
}

/** Restores every resource of the playbook, on every host, to the state in which it was found. */
export function remove(assignment: Assignment, controller: Controller, options: RunOptions): Promise<RunReport> {
  return carryOut(controller, options, (pool) => intendRemove(pool, assignment))
}

/** The only path that changes hosts: intend, plan, ask, roll out. */
export async function carryOut(
  controller: Controller,
  options: ApplyOptions,
  intend: (pool: HostPool) => Promise<Intent>,
  clients: readonly HostTarget[] = [],
): Promise<RunReport> {
  const pool = new HostPool(controller)
  try {
    return await carryOutIn(pool, options, await intend(pool), clients)
  } finally {
    await pool.close()
  }
}

/** {@link carryOut} over connections that are there, and that stay. */
export async function carryOutIn(
  pool: HostPool,
  options: ApplyOptions,
  intent: Intent,
  clients: readonly HostTarget[] = [],
): Promise<RunReport> {
  const { saved } = options
  const work = await planWork(pool, intent, saved?.keys)
  if (saved !== undefined) refuseStalePlan(saved.plan, work.plan)
  if (!plannedHosts(work.plan).some(needsRun)) return { run: undefined, plan: work.plan, outcome: 'nothing', hosts: [] }
  await options.consent(work.plan)
  await pool.connectClients(clients)
  return await rollOut(work, { ...DEFAULT_SETTINGS, ...options.settings })
}
