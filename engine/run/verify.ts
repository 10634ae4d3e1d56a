import type { Means } from '../controller.ts'
import type { Assignment } from '../description.ts'
import { Session } from '../host-pool.ts'
import type { CheckReport } from './report.ts'
import { runChecks } from './rollout/checks.ts'

/** Runs the roles' checks against the live cluster: one command for the facts, then only looks. */
export async function verify(assignment: Assignment, means: Means): Promise<CheckReport[]> {
  const session = new Session(means)
  try {
    await session.join(assignment.targets)
    await session.joinWitnesses(assignment.witnesses)
    const { plays } = assignment.describe(session.facts)
    const checks = plays.flatMap((play) => play.checks(play.hosts.map((host) => host.host)))
    return await runChecks(session, checks)
  } finally {
    await session.close()
  }
}
