import type { Check, LookResult, Verdict } from '../../../../engine/check.ts'
import type { Sh } from '../../../../engine/shell.ts'
import type { HostView } from '../../../contract.ts'
import { connectionsBetween, parseCounters } from '../counters.ts'
import { judgeSpread } from '../spread.ts'
import type { DescribedService } from '../table.ts'
import { type CountedResults, countedCheck, ipvsCounters, withClient } from './counted.ts'

/** The hosts that count connections, and those that can make requests. */
export interface Balance {
  readonly directors: readonly HostView[]
  /** The first connected one makes the requests; without one the controller does. */
  readonly clients: readonly HostView[]
  readonly requests: number
}

/**
 * A number of requests to the VIP is spread as scheduler and weights say. The directors' IPVS counters are read before
 * and after. Undefined if a director is not connected, as it may be the one whose counters change. `ask` makes all the
 * requests.
 */
export function balanceCheck(service: DescribedService, ask: Sh, balance: Balance): Check | undefined {
  const { directors, clients, requests } = balance
  if (directors.some((one) => one.facts === undefined)) return undefined
  return countedCheck({
    title: `${requests} requests to ${service.name} are spread as ${service.scheduler} says`,
    advice:
      'Look at ipvsadm -Ln --stats on the directors: a server that gets no connections, or answers none, is dead or cut off.',
    expects: service,
    counters: directors,
    read: ipvsCounters,
    clients,
    ask,
    judge: (results) => judgeBalance(service, requests, results),
  })
}

/** Judges how `count` requests were spread. */
export function judgeBalance(service: DescribedService, count: number, results: CountedResults): Verdict {
  // A director that is not set up yet has no ipvsadm, and no connections.
  const counters = (all: readonly LookResult[]) => all.map((one) => parseCounters(one.status === 0 ? one.output : ''))
  const connections = connectionsBetween(service.name, counters(results.before), counters(results.after))
  return withClient(results.asked, judgeSpread(service, count, connections))
}
