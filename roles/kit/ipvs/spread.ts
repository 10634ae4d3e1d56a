import type { Verdict } from '../../../engine/check.ts'
import { turnsAhead } from '../turns.ts'
import type { DescribedServer, DescribedService } from './table.ts'

type Connections = ReadonlyMap<string, number>

/**
 * How a scheduler spreads requests that one client makes one after the other.
 * `shares`: exactly by weight (`rr`: evenly). `all`: every server gets some. `one`: one server gets all of them.
 * `any`: an idle server, which may be the same one every time.
 */
type Spread = 'shares' | 'all' | 'one' | 'any'

const SPREADS: Readonly<Record<string, Spread>> = {
  rr: 'shares',
  wrr: 'shares',
  lc: 'all',
  wlc: 'all',
  sh: 'one',
  dh: 'one',
  mh: 'one',
  lblc: 'one',
  fo: 'one',
}

/** How a service spreads requests. With persistence a client stays with one server, whatever the scheduler. */
function spreadOf(service: Pick<DescribedService, 'scheduler' | 'persistence'>): Spread {
  return service.persistence === null ? (SPREADS[service.scheduler] ?? 'any') : 'one'
}

/** Whether one client stays with one server. */
export function staysWithOne(service: Pick<DescribedService, 'scheduler' | 'persistence'>): boolean {
  return service.persistence !== null
}

/** Whether one client's requests show anything. */
export function isPredictable(service: Pick<DescribedService, 'scheduler' | 'persistence'>): boolean {
  return spreadOf(service) !== 'any'
}

/**
 * Judges how `count` requests to a service were spread over its real servers that are up. Counters are everybody's: if they
 * moved by more than these requests, nobody knows which of them were whose.
 *
 * @param down endpoints that a checker has taken out
 */
export function judgeSpread(
  described: DescribedService,
  count: number,
  connections: Connections,
  down: ReadonlySet<string> = new Set(),
): Verdict {
  const total = [...connections.values()].reduce((sum, one) => sum + one, 0)
  const out = described.servers.filter(({ endpoint }) => down.has(endpoint)).map(({ name }) => name)
  const counts = sentence(described, connections)
  const saw = out.length === 0 ? counts : `${counts}; ${out.join(', ')} ${out.length === 1 ? 'is' : 'are'} down`
  if (total < count) return { holds: false, saw: `${saw}: ${total} of ${count} connections went through the directors` }
  if (total > count)
    return {
      holds: true,
      saw: `answered; the spread is not judged, as others made ${total - count} connections meanwhile`,
    }
  const service = {
    ...described,
    servers: described.servers.map((one) => (down.has(one.endpoint) ? { ...one, weight: 0 } : one)),
  }
  return { holds: isSpread(service, total, connections), saw }
}

function isSpread(service: DescribedService, total: number, connections: Connections): boolean {
  const got = (server: DescribedServer) => connections.get(server.endpoint) ?? 0
  const described = service.servers.reduce((sum, server) => sum + got(server), 0)
  if (described < total) return false
  const serving = service.servers.filter((server) => server.weight > 0)
  switch (spreadOf(service)) {
    case 'shares':
      return serving.every(
        (server) => Math.abs(got(server) - share(service, server, serving, total)) <= tolerance(service, serving),
      )
    case 'all':
      return total < serving.length || serving.every((server) => got(server) > 0)
    case 'one':
      return serving.some((server) => got(server) >= total)
    case 'any':
      return true
  }
}

function share(service: DescribedService, server: DescribedServer, serving: readonly DescribedServer[], total: number) {
  if (service.scheduler === 'rr') return total / serving.length
  return (total * server.weight) / serving.reduce((sum, one) => sum + one.weight, 0)
}

function tolerance(service: DescribedService, serving: readonly DescribedServer[]): number {
  if (service.scheduler === 'rr') return 1
  return turnsAhead(serving.map((server) => server.weight))
}

function sentence(service: DescribedService, connections: Connections): string {
  const known = service.servers.map((server) => `${server.name} ${connections.get(server.endpoint) ?? 0}`)
  const others = [...connections].filter(([endpoint]) => !service.servers.some((one) => one.endpoint === endpoint))
  return [...known, ...others.map(([endpoint, count]) => `${endpoint} ${count}`)].join(', ')
}
