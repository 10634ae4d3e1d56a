import type { Verdict } from '../../../engine/check.ts'
import { turnsAhead } from '../../kit/turns.ts'
import type { CheckedServer } from '../own/servers.ts'
import type { Back } from '../vars/proxy.ts'
import { upOf } from './servers.ts'

/**
 * How an algorithm spreads the equal requests that one client makes one after the other.
 * `shares`: by weight. `all`: every server gets some. `one`: one server gets them all. `any`: not predictable.
 */
type Spread = 'shares' | 'all' | 'one' | 'any'

/** An algorithm takes servers in turn if the request does not have the header, parameter or cookie that it reads. */
function spreadOf({ balance, stick }: Pick<Back, 'balance' | 'stick'>): Spread {
  if (stick !== undefined) return sticksToOne({ stick }) ? 'one' : 'any'
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

/** Whether all requests of one client to one address stay with one server. */
export function sticksToOne({ stick }: Pick<Back, 'stick'>): boolean {
  return stick !== undefined && /^(src|dst)\b/.test(stick.on)
}

/** Whether one client's requests show anything: not if a sample decides that they do not have, or chance. */
export function isPredictable(back: Pick<Back, 'balance' | 'stick'>): boolean {
  return spreadOf(back) !== 'any'
}

export interface ServerStates {
  /** Names of servers that HAProxy has taken out. */
  readonly down: ReadonlySet<string>
  /** Connections of others are open: algorithms that count them choose by these. */
  readonly busy: boolean
}

/**
 * Judges how `count` requests were spread over the servers of a backend that are up. Counters are everybody's: if they moved
 * by more than these requests, nobody knows which of them were whose.
 *
 * @param states what else HAProxy says of the servers
 */
export function judgeSpread(
  back: Back,
  servers: readonly CheckedServer[],
  count: number,
  sessions: ReadonlyMap<string, number>,
  { down, busy }: ServerStates = { down: new Set(), busy: false },
): Verdict {
  const sessionsOf = (server: CheckedServer) => sessions.get(server.name) ?? 0
  const total = servers.reduce((sum, server) => sum + sessionsOf(server), 0)
  const counts = servers.map((server) => `${server.name} ${sessionsOf(server)}`).join(', ')
  const out = servers.filter(({ name }) => down.has(name)).map(({ name }) => name)
  const saw = out.length === 0 ? counts : `${counts}; ${out.join(', ')} ${out.length === 1 ? 'is' : 'are'} down`
  if (total < count) return { holds: false, saw: `${saw}: ${total} of ${count} requests reached a server` }
  if (total > count)
    return {
      holds: true,
      saw: `answered; the spread is not judged, as others made ${total - count} requests meanwhile`,
    }
  if (busy && spreadOf(back) === 'all')
    return { holds: true, saw: 'answered; the spread is not judged, as others have connections open' }
  const serving = servingOf(servers.filter(({ name }) => !down.has(name)))
  const others = servers.filter((server) => !serving.includes(server) && !down.has(server.name))
  if (others.some((server) => sessionsOf(server) > 0))
    return { holds: false, saw: `${saw}: backup or weight 0 should get none` }
  if (servers.filter(sessionsOf).length > upOf(back).most) return { holds: false, saw }
  return { holds: isSpread(back, serving, count, total, sessionsOf), saw }
}

/** If there is no active server, the first backup server serves alone. */
function servingOf(servers: readonly CheckedServer[]): readonly CheckedServer[] {
  const weighted = servers.filter(({ weight, disabled }) => weight > 0 && !disabled)
  const active = weighted.filter(({ backup }) => !backup)
  return active.length > 0 ? active : weighted.slice(0, 1)
}

function isSpread(
  back: Back,
  serving: readonly CheckedServer[],
  count: number,
  total: number,
  sessionsOf: (server: CheckedServer) => number,
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

function tolerance(serving: readonly CheckedServer[]): number {
  return Math.max(2, turnsAhead(serving.map(({ weight }) => weight)))
}
