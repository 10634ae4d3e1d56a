import type { Controller } from '../controller.ts'
import type { Assignment } from '../description.ts'
import { HostPool } from '../host-pool.ts'
import { planKeysFor } from '../redaction.ts'
import { intendApply } from './intend.ts'
import type { Plan, SavedPlan } from './plan.ts'
import { planWork } from './plan-work.ts'
import type { AroundPlay } from './work.ts'

/** Reads the hosts, with two commands each, and returns what `apply` would change. Changes nothing. */
export function makePlan(assignment: Assignment, controller: Controller, around?: AroundPlay): Promise<Plan> {
  return withHostPool(
    controller,
    async (pool) => (await planWork(pool, await intendApply(pool, assignment, around))).plan,
  )
}

/** {@link makePlan} for a plan that is saved and applied later. */
export function makePlanToSave(
  assignment: Assignment,
  controller: Controller,
  around?: AroundPlay,
): Promise<SavedPlan> {
  return withHostPool(controller, async (pool) => {
    const intent = await intendApply(pool, assignment, around)
    const keys = planKeysFor(pool.hosts.map((host) => pool.profile(host)))
    return { plan: (await planWork(pool, intent, keys)).plan, keys }
  })
}

async function withHostPool<Made>(controller: Controller, make: (pool: HostPool) => Promise<Made>): Promise<Made> {
  const pool = new HostPool(controller)
  try {
    return await make(pool)
  } finally {
    await pool.close()
  }
}
