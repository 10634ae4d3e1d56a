import type { Controller } from '../controller.ts'
import type { Assignment, Finding } from '../description.ts'
import { HostPool } from '../host-pool.ts'
import { describesNone } from '../plan/members.ts'
import type { CheckReport } from './report.ts'
import { runChecks } from './rollout/checks.ts'

/** Runs the roles' checks against the live cluster: one command per host for the facts, then only looks. */
export async function verify(assignment: Assignment, controller: Controller): Promise<CheckReport[]> {
  if (assignment.targets.length === 0) throw describesNone(assignment)
  const pool = new HostPool(controller)
  try {
    await pool.connect(assignment.targets)
    await pool.connectClients(assignment.clients)
    const { plays, findings, remarks = [] } = assignment.describe(pool.facts)
    for (const message of [...findings.flatMap(overruledText), ...remarks]) controller.emit({ type: 'remark', message })
    const checks = plays.flatMap((play) => play.checks(play.hosts.map((host) => host.host)))
    return await runChecks(pool, checks)
  } finally {
    await pool.close()
  }
}

/** Verify shows only the findings that somebody overrules: the checks must hold all the same. */
function overruledText({ rule, message, hosts, overruled }: Finding): string[] {
  return overruled === undefined ? [] : [`overruled, rule ${rule}: ${message} (${hosts.join(', ')}): ${overruled}`]
}
