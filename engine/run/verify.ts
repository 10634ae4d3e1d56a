import type { Controller } from '../controller.ts'
import type { Assignment } from '../description.ts'
import { HostPool } from '../host-pool.ts'
import type { CheckReport } from './report.ts'
import { runChecks } from './rollout/checks.ts'

/** Runs the roles' checks against the live cluster: one command per host for the facts, then only looks. */
export async function verify(assignment: Assignment, controller: Controller): Promise<CheckReport[]> {
  const pool = new HostPool(controller)
  try {
    await pool.connect(assignment.targets)
    await pool.connectClients(assignment.clients)
    const { plays } = assignment.describe(pool.facts)
    const checks = plays.flatMap((play) => play.checks(play.hosts.map((host) => host.host)))
    return await runChecks(pool, checks)
  } finally {
    await pool.close()
  }
}
