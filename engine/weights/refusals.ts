import type { BalancedAssignment } from '../description.ts'
import { EvenkeelError } from '../errors/error.ts'
import { suggestion } from '../errors/nearest.ts'
import { hostList } from '../host-names.ts'
import type { HostPool } from '../host-pool.ts'
import type { Sight } from './look.ts'

/** Throws `usage` for a host that is not in the inventory, and `check` for one of a pair of databases. */
export function refuseServer(assignment: BalancedAssignment, pool: HostPool, server: string): void {
  if (!assignment.hostNames.includes(server))
    throw new EvenkeelError('usage', `There is no host ${JSON.stringify(server)} in the inventory`, {
      hint: suggestion(server, assignment.hostNames),
    })
  if (assignment.pairHosts(pool.facts).includes(server))
    throw new EvenkeelError('usage', `${server} belongs to a pair of databases, whose writer takes all connections`, {
      hint: 'evenkeel switchover moves the writer to the other server, and closes this one.',
    })
}

export function noBalancer(assignment: BalancedAssignment, server: string): EvenkeelError {
  return new EvenkeelError('usage', `No balancer of "${assignment.playbook}" sends to ${server}`, {
    hint: `Asked were ${hostList(assignment.targets.map(({ name }) => name))}. Servers in configuration of your own text (config, extra) are not known.`,
  })
}

/** Throws `check` if a pool would be left without a server that is up. */
export function refuseLast(sights: readonly Sight[], servers: readonly string[]): void {
  const alone = [
    ...Map.groupBy(sights, ({ balancer, pool }) => JSON.stringify([balancer, pool.title])).values(),
  ].filter(
    (pool) =>
      pool.some(({ server }) => servers.includes(server.host ?? '')) && !pool.some((one) => isLeft(one, servers)),
  )
  const [first] = alone.flat()
  if (first === undefined) return
  const others = alone.map(([one]) => `${one?.pool.title} of ${one?.balancer}`)
  throw new EvenkeelError(
    'check',
    `Cannot drain ${servers.join(', ')}: no other server is up in ${others.join(', ')}`,
    { hint: 'Nothing was changed. Restore or repair another server first.' },
  )
}

/** It gets requests, and is up as far as its balancer shows that. A server that a checker has removed is not seen. */
function isLeft({ server, seen }: Sight, servers: readonly string[]): boolean {
  if (servers.includes(server.host ?? '') || server.weight === 0) return false
  return seen !== undefined && seen.up !== false
}
