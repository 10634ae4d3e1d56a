import type { Check, Look, LookResult, Verdict } from '../../../../engine/check.ts'
import { type Sh, sh } from '../../../../engine/shell.ts'
import type { HostView } from '../../../contract.ts'
import { connectionsBetween, parseCounters } from '../counters.ts'
import { judgeSpread } from '../spread.ts'
import type { DescribedService } from '../table.ts'

/** Who counts and who asks. */
export interface Balance {
  readonly directors: readonly HostView[]
  /** The first of them asks; without one the controller does. */
  readonly clients: readonly HostView[]
  readonly requests: number
}

/**
 * A number of requests to the VIP is spread as scheduler and weights say, counted by the directors' own IPVS: their
 * counters are read before and after. Undefined where a director is not connected, for its counters may be the ones
 * that count. `ask` makes all the requests.
 */
export function balanceCheck(service: DescribedService, ask: Sh, balance: Balance): Check | undefined {
  const { directors, clients, requests } = balance
  if (directors.some((one) => one.facts === undefined)) return undefined
  const client = clients.find((one) => one.facts !== undefined)
  const counters = (one: HostView): Look => ({ from: one.name, run: sh`ipvsadm -L -n --stats --exact` })
  // The kernel adds up what it shows every two seconds only.
  const settled = (one: HostView, index: number): Look => ({
    from: one.name,
    run: sh`sleep 3; ipvsadm -L -n --stats --exact`,
    ...(index === 0 && { afterwards: true }),
  })
  const asking: Look = { from: client?.name ?? { controller: true }, run: ask, afterwards: true }
  return {
    title: `${requests} requests to ${service.name} are spread as ${service.scheduler} says`,
    looks: [...directors.map(counters), asking, ...directors.map(settled)],
    alone: true,
    within: 15,
    judge: (results) => judgeBalance(service, requests, results),
  }
}

/** `sightings`: the directors' counters, what the client says, the directors' counters again. */
export function judgeBalance(service: DescribedService, count: number, results: readonly LookResult[]): Verdict {
  const middle = (results.length - 1) / 2
  const client = results[middle]
  // A director that is not set up yet has no ipvsadm, and no connections.
  const counters = results.map((one) => parseCounters(one.status === 0 ? one.output : ''))
  const connections = connectionsBetween(service.name, counters.slice(0, middle), counters.slice(middle + 1))
  const spread = judgeSpread(service, count, connections)
  if (client?.status === 0) return spread
  return { holds: false, saw: `${client?.from ?? 'client'}: ${client?.output.trim() || 'no answer'}; ${spread.saw}` }
}
