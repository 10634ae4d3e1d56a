import type { Verdict } from '../../../engine/check.ts'
import { turnsAhead } from '../../kit/turns.ts'
import type { Server } from '../servers.ts'
import type { Back } from '../vars/proxy.ts'

/**
 * How an algorithm spreads the equal requests that one client makes one after the other.
 * `shares`: by weight. `all`: every server gets some. `one`: one server gets them all. `any`: not predictable.
 */
type Spread = 'shares' | 'all' | 'one' | 'any'

/** An algorithm takes servers in turn if the request does not have the header, parameter or cookie that it reads. */
function spreadOf({ balance, stick }: Pick<Back, 'balance' | 'stick'>): Spread {
  if (stick !== undefined && /^src\b/.test(stick.on)) return 'one'
  switch (balance.algorithm) {
    case 'roundrobin':
    case 'static-rr':
      return 'shares'
    case 'leastconn':
      return 'all'
    case 'first':
    case 'source':
    case 'uri':
      return 'one'
    case 'hdr':
      return /^hdr\(host\b/i.test(balance.words) ? 'one' : 'all'
    case 'url_param':
    case 'rdp-cookie':
      return 'all'
    case 'random':
    case 'hash':
      return 'any'
  }
}

/** Judges how `count` requests were spread over the servers of a backend. */
export function judgeSpread(
  back: Back,
  servers: readonly Server[],
  count: number,
  sessions: ReadonlyMap<string, number>,
): Verdict {
  const sessionsOf = (server: Server) => sessions.get(server.name) ?? 0
  const total = servers.reduce((sum, server) => sum + sessionsOf(server), 0)
  const saw = servers.map((server) => `${server.name} ${sessionsOf(server)}`).join(', ')
  if (total < count) return { holds: false, saw: `${saw}: ${total} of ${count} requests reached a server` }
  // The health check picks servers, whichever of them are backup.
  if (back.up !== undefined) return { holds: servers.filter(sessionsOf).length <= back.up, saw }
  const serving = servingOf(servers)
  const others = servers.filter((server) => !serving.includes(server))
  if (others.some((server) => sessionsOf(server) > 0))
    return { holds: false, saw: `${saw}: backup or weight 0 should get none` }
  return { holds: isSpread(back, serving, count, total, sessionsOf), saw }
}

/** If there is no active server, the first backup server serves alone. */
function servingOf(servers: readonly Server[]): readonly Server[] {
  const weighted = servers.filter(({ weight }) => weight > 0)
  const active = weighted.filter(({ backup }) => !backup)
  return active.length > 0 ? active : weighted.slice(0, 1)
}

function isSpread(
  back: Back,
  serving: readonly Server[],
  count: number,
  total: number,
  sessionsOf: (server: Server) => number,
): boolean {
  switch (spreadOf(back)) {
    case 'shares': {
      const weights = serving.reduce((sum, { weight }) => sum + weight, 0)
      return serving.every(
        (server) => Math.abs(sessionsOf(server) - (total * server.weight) / weights) <= tolerance(serving),
      )
    }
    case 'all':
      return total < serving.length * 2 || serving.every((server) => sessionsOf(server) > 0)
    case 'one':
      return serving.some((server) => sessionsOf(server) >= count)
    case 'any':
      return true
  }
}

function tolerance(serving: readonly Server[]): number {
  return Math.max(2, turnsAhead(serving.map(({ weight }) => weight)))
}
