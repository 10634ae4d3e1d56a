import type { Check, Look, LookResult, Verdict } from '../../../../engine/check.ts'
import { parseIpvsTable } from '../../../../engine/resources/ipvs/table.ts'
import type { HostView } from '../../../contract.ts'
import { connectionsBetween, parseCounters } from '../counters.ts'
import { judgeSpread, staysWithOne } from '../spread.ts'
import type { DescribedService } from '../table.ts'
import { type CountedResults, countedCheck, ipvsCounters, withClient } from './counted.ts'
import type { ServiceAsking } from './requests.ts'

/** The hosts that count connections, and the places from which requests are made. */
export interface Balance {
  readonly directors: readonly HostView[]
  readonly witnesses: readonly Look['from'][]
}

/**
 * A number of requests to the VIP is spread as scheduler and weights say, or stays with one server. The directors' IPVS
 * counters are read before and after. Undefined if a director is not connected, as it may be the one whose counters change.
 */
export function balanceCheck(
  service: DescribedService,
  { asking, requests, expects }: ServiceAsking,
  { directors, witnesses }: Balance,
): Check | undefined {
  if (directors.some((one) => one.facts === undefined)) return undefined
  const how = staysWithOne(service) ? 'stay with one server' : `are spread as ${service.scheduler} says`
  return countedCheck({
    title: `${requests} requests to ${service.name} ${how}`,
    advice:
      'Look at ipvsadm -Ln --stats on the directors: a server that gets no connections, or answers none, is dead or cut off.',
    expects: [service, expects],
    counters: directors,
    read: ipvsCounters,
    witnesses,
    ask: asking(requests),
    askOnce: asking(1),
    judge: (results) => judgeBalance(service, requests, results),
  })
}

/** Judges how `count` requests were spread. */
export function judgeBalance(service: DescribedService, count: number, results: CountedResults): Verdict {
  // A director that is not set up yet has no ipvsadm, and no connections.
  const counters = (all: readonly LookResult[]) => all.map((one) => parseCounters(one.status === 0 ? one.output : ''))
  const connections = connectionsBetween(service.name, counters(results.before), counters(results.after))
  const down = downIn(service, [...results.before, ...results.after])
  return withClient(results, judgeSpread(service, count, connections, down))
}

/** The endpoints that a checker has taken out, of a server that would get requests. */
function downIn({ name, servers }: DescribedService, results: readonly LookResult[]): ReadonlySet<string> {
  const tables = results.flatMap(({ output }) => parseIpvsTable(output).get(name) ?? [])
  const isOut = (endpoint: string) =>
    tables.some((table) => (table.servers.find((one) => one.endpoint === endpoint)?.weight ?? 0) === 0)
  const needed = servers.filter(({ checked, weight }) => checked && weight > 0)
  return new Set(needed.map(({ endpoint }) => endpoint).filter(isOut))
}
