import { setTimeout } from 'node:timers/promises'
import type { Balancer } from '../balancing/balancing.ts'
import type { Phase } from '../events.ts'
import type { HostPool } from '../host-pool.ts'
import { lookAt, type Sights } from './look.ts'
import type { Emptying, PoolConnections } from './report.ts'

/** Milliseconds between two looks. */
const INTERVAL = 500
/** A single look may fall between two requests that a worker still has to pass on. */
const LOOKS = 2

/** Waits until no balancer has a connection to the servers any more, and shows how they become fewer. */
export async function untilEmpty(
  pool: HostPool,
  balancers: readonly Balancer[],
  servers: readonly string[],
  seconds: number,
): Promise<Emptying> {
  const { emit, stop } = pool.controller
  const phase: Phase = { number: 1, of: 1, title: `the connections of ${servers.join(', ')} end` }
  emit({ type: 'phase-started', phase })
  const started = performance.now()
  let told = ''
  for (let empty = 0; ; await setTimeout(INTERVAL)) {
    const sights = await lookAt(pool, balancers)
    const left = connectionsOf(sights, servers)
    const milliseconds = performance.now() - started
    const { unseen } = sights
    empty = left.length === 0 && unseen.length === 0 ? empty + 1 : 0
    const outcome =
      empty >= LOOKS ? 'empty' : stop?.aborted ? 'interrupted' : milliseconds >= seconds * 1000 ? 'timeout' : undefined
    const note = [
      ...left.map(({ balancer, pool, connections }) => `${balancer}, ${pool}: ${connections}`),
      ...unseen.map(({ balancer, why }) => `${balancer}: ${why}`),
    ].join('; ')
    if (outcome !== undefined) {
      emit({ type: 'phase-done', phase, saw: note || 'none is left', milliseconds })
      return { outcome, left, unseen, milliseconds }
    }
    if (note !== told && note !== '') emit({ type: 'phase-note', phase, note })
    told = note
  }
}

function connectionsOf({ sights }: Sights, servers: readonly string[]): readonly PoolConnections[] {
  return sights.flatMap(({ balancer, pool, server, seen }) => {
    const connections = servers.includes(server.host ?? '') ? (seen?.connections ?? 0) : 0
    return connections === 0 ? [] : [{ balancer, pool: pool.title, connections }]
  })
}
