import type { Balancer, Pool, PooledServer, SeenPools, SeenServer } from '../balancing/balancing.ts'
import { type Check, checkOf, type Verdict } from '../check.ts'
import type { HostPool } from '../host-pool.ts'
import { settleAll } from '../parallel.ts'

/** A server in one pool of one balancer, as described and as the balancer sees it. */
export interface Sight {
  readonly balancer: string
  readonly pool: Pool
  readonly server: PooledServer
  /** Undefined if the balancer does not have it now. */
  readonly seen: SeenServer | undefined
}

/** What could be seen, and why some balancers could not be asked. */
export interface Sights {
  readonly sights: readonly Sight[]
  readonly unseen: readonly { readonly balancer: string; readonly why: string }[]
}

/** Asks all balancers about all servers of their pools, with one command each. */
export async function lookAt(pool: HostPool, balancers: readonly Balancer[]): Promise<Sights> {
  const looked = await settleAll(balancers, pool.controller.forks, async (balancer) => {
    const { stdout, status } = await pool.connection(balancer.host).script(`exec 2>&1\n${balancer.look.script}`)
    return balancer.read(Buffer.from(stdout, 'latin1').toString('utf8'), status)
  })
  const sights: Sight[] = []
  const unseen: { balancer: string; why: string }[] = []
  for (const outcome of looked) {
    const balancer = outcome.item
    if ('failure' in outcome) unseen.push({ balancer: balancer.host, why: reasonOf(outcome.failure) })
    else if (typeof outcome.result === 'string') unseen.push({ balancer: balancer.host, why: outcome.result })
    else sights.push(...sightsOf(balancer, outcome.result))
  }
  return { sights, unseen }
}

function reasonOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure)
}

export function sightsOf({ host, pools }: Balancer, seen: SeenPools): readonly Sight[] {
  return pools.flatMap((pool) =>
    pool.servers.map((server) => ({ balancer: host, pool, server, seen: seen.get(pool.title)?.get(server.key) })),
  )
}

/** The balancer itself gives the servers the weight that is described for them now. */
export function weightCheck(balancer: Balancer, servers: readonly string[]): Check {
  return checkOf({
    title: `${balancer.host} gives ${servers.join(', ')} the new weight (${balancer.pools.map(({ title }) => title).join(', ')})`,
    advice: `Something else on ${balancer.host} sets weights too, or it did not take its configuration.`,
    looks: { seen: { from: balancer.host, run: balancer.look } },
    within: 15,
    judge: ({ seen: { output, status } }) => judgeWeights(balancer, servers, balancer.read(output, status)),
  })
}

/** The balancer gives the servers their weight, and finds that they work. */
export function upCheck(balancer: Balancer, servers: readonly string[]): Check {
  return checkOf({
    title: `${balancer.host} sends to ${servers.join(', ')} again (${balancer.pools.map(({ title }) => title).join(', ')})`,
    advice: `Look why the health checks of ${balancer.host} fail.`,
    looks: { seen: { from: balancer.host, run: balancer.look } },
    within: 60,
    judge: ({ seen: { output, status } }) => judgeUp(balancer, servers, balancer.read(output, status)),
  })
}

/** Only servers that are described with a weight can be up. */
export function judgeUp(balancer: Balancer, servers: readonly string[], seen: SeenPools | string): Verdict {
  const weights = judgeWeights(balancer, servers, seen)
  if (typeof seen === 'string' || !weights.holds) return weights
  const down = sightsOf(balancer, seen).filter(
    ({ server, seen: one }) =>
      servers.includes(server.host ?? '') && server.weight > 0 && (one === undefined || one.up === false),
  )
  if (down.length === 0) return weights
  return { holds: false, saw: down.map(({ pool, server }) => `${pool.title}: ${server.host} is down`).join('; ') }
}

/** A server that a health check has removed from the table, or of which the balancer shows nothing, is left aside. */
export function judgeWeights(balancer: Balancer, servers: readonly string[], seen: SeenPools | string): Verdict {
  if (typeof seen === 'string') return { holds: false, saw: seen }
  const own = sightsOf(balancer, seen).filter(({ server }) => servers.includes(server.host ?? ''))
  const shown = own.flatMap(({ pool, server, seen: one }) =>
    one?.weight === undefined ? [] : [{ pool, server, weight: one.weight }],
  )
  const wrong = shown.filter(({ server, weight }) => server.weight !== weight)
  const text = (some: typeof shown) =>
    some.map(({ pool, server, weight }) => `${pool.title}: ${server.host} has weight ${weight}`).join('; ')
  return wrong.length > 0
    ? { holds: false, saw: text(wrong) }
    : { holds: true, saw: text(shown) || 'it does not show weights' }
}
