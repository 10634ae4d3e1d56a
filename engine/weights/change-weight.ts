import { recordedGivenBy } from '../balancing/given.ts'
import type { Controller } from '../controller.ts'
import type { BalancedAssignment } from '../description.ts'
import { throwIfAny } from '../errors/error.ts'
import { HostPool } from '../host-pool.ts'
import { carryOutIn, type RunOptions } from '../run/apply.ts'
import { balancersOf } from './described.ts'
import { describeChange, intendWeights } from './intend.ts'
import { lookAt } from './look.ts'
import { noBalancer, refuseLast, refuseServer } from './refusals.ts'
import type { WeightReport } from './report.ts'
import { untilEmpty } from './wait.ts'

export interface WeightOptions extends RunOptions {
  readonly command: 'drain' | 'restore' | 'weight'
  /** A host of the inventory. */
  readonly server: string
  /** 0 drains; undefined restores. */
  readonly weight: number | undefined
  /** Seconds to wait for connections to end, after a drain. */
  readonly timeout: number
  /** The same assignment without the server, which may be down. */
  withoutServer(): Promise<BalancedAssignment>
}

/**
 * Gives a server another weight on every balancer of the playbook, in one run, and remembers it there. After a drain it
 * waits for the server's connections. Throws what is refused before the first change.
 */
export async function changeWeight(
  described: BalancedAssignment,
  controller: Controller,
  options: WeightOptions,
): Promise<WeightReport> {
  const { command, server, weight } = options
  const pool = new HostPool(controller)
  try {
    const assignment = await connect(pool, described, options)
    refuseServer(assignment, pool, server)
    const all = balancersOf(assignment, pool.facts, server)
    const recorded = recordedGivenBy(pool.facts, assignment.playbook)
    if (all.length === 0) throw noBalancer(assignment, server)
    const change = {
      servers: [server],
      now: weight,
      balancers: all.filter((host) => recorded(host).get(server)?.now !== weight),
    }
    const { balancers } = describeChange(assignment, pool, change)
    if (weight === 0) refuseLast((await lookAt(pool, balancers)).sights, [server])
    const intent = await intendWeights(pool, assignment, change, command)
    const about = command === 'weight' ? `${server} ${weight}` : server
    const report = await carryOutIn(pool, options, { ...intent, about })
    const result = { ...report, server, weight, balancers: all }
    const isKept = report.outcome === 'nothing' || (report.outcome === 'committed' && report.failure === undefined)
    if (weight !== 0 || !isKept) return result
    const drained = describeChange(assignment, pool, { ...change, balancers: all })
    return { ...result, emptying: await untilEmpty(pool, drained.balancers, [server], options.timeout) }
  } finally {
    await pool.close()
  }
}

/** A server that is down is no reason not to drain it. Any other host that cannot be reached is. */
async function connect(
  pool: HostPool,
  described: BalancedAssignment,
  { server, withoutServer }: WeightOptions,
): Promise<BalancedAssignment> {
  const failures = await pool.connectReachable(described.targets)
  throwIfAny([...failures].flatMap(([host, failure]) => (host === server ? [] : [failure])))
  const failure = failures.get(server)
  if (failure === undefined) return described
  pool.controller.emit({ type: 'remark', message: `${server} itself is left out: ${failure.message}` })
  return withoutServer()
}
