import type { Check, Look, LookResult, Verdict } from '../../../../engine/check.ts'
import { type Sh, sh } from '../../../../engine/shell.ts'
import type { HostView } from '../../../contract.ts'
import { type CountedResults, countedCheck, ipvsCounters, withClient } from './counted.ts'
import type { ServiceAsking } from './requests.ts'

/** A service whose packets are followed. */
export interface Followed {
  /** As the IPVS table calls it: `tcp 10.0.0.100:80`. */
  readonly name: string
  readonly mode: 'dr' | 'nat' | 'tun'
  /** The real servers that are hosts of the inventory. */
  readonly realServers: readonly HostView[]
}

/** The hosts that can count packets, and those that can make requests. */
export interface Observers {
  readonly directors: readonly HostView[]
  /** The places from which requests are made. */
  readonly witnesses: readonly Look['from'][]
}

/** Where the packets of a mode are counted. */
interface PacketCounters {
  readonly title: string
  readonly advice: string
  readonly counters: readonly HostView[]
  readonly read: Sh
  /** The number in the output of `read`. */
  count(printed: string): number
  /** The end of "30 packets …". */
  readonly what: string
}

/** Enough to tell them from single packets of others. */
const FOLLOWED_REQUESTS = 10

/**
 * Packets take the path of the mode: with nat the answers pass the directors, which put the VIP into them; with tun
 * requests come out of the real servers' tunnels. Undefined for dr, as the check of the servers' ARP silence covers it,
 * and if a host with counters is not connected.
 */
export function pathCheck(
  service: Followed,
  { asking, expects }: ServiceAsking,
  { directors, witnesses }: Observers,
): Check | undefined {
  const packets = packetCounters(service, directors)
  if (packets === undefined) return undefined
  const { title, advice, counters, read } = packets
  if (counters.length === 0 || counters.some((one) => one.facts === undefined)) return undefined
  return countedCheck({
    title,
    advice,
    expects,
    counters,
    read,
    witnesses,
    ask: asking(FOLLOWED_REQUESTS),
    askOnce: asking(1),
    judge: (results) => judgePath(packets, results),
  })
}

function packetCounters(
  { name, mode, realServers }: Followed,
  directors: readonly HostView[],
): PacketCounters | undefined {
  switch (mode) {
    case 'nat':
      return {
        title: `answers of ${name} go back through the directors`,
        advice:
          'Look whether the default route of the real servers leads to the address that moves with the VIP (ip route get).',
        counters: directors,
        read: ipvsCounters,
        count: (printed) => answersIn(name, printed),
        what: 'packets of answers were translated',
      }
    case 'tun':
      return {
        title: `requests to ${name} come to the real servers through tunnels`,
        advice: 'Look whether tunl0 is up on the real servers, and whether IP protocol 4 passes on the way to them.',
        counters: realServers,
        read: sh`cat /sys/class/net/tunl0/statistics/rx_packets`,
        count: (printed) => Number(/^\d+$/m.exec(printed)?.[0] ?? 0),
        what: 'packets came out of tunnels',
      }
    case 'dr':
      return undefined
  }
}

/** A service's packets from real servers to clients, in the output of {@link ipvsCounters}. */
function answersIn(service: string, printed: string): number {
  const [protocol = '', address = ''] = service.split(' ')
  const lines = printed.split('\n').map((line) => line.trim().split(/\s+/))
  const found = lines.find(([first, second]) => first === protocol.toUpperCase() && second === address)
  return Number(found?.[4] ?? 0)
}

function judgePath({ count, what }: PacketCounters, results: CountedResults): Verdict {
  const { before, after } = results
  // A director that is not set up yet has no ipvsadm, and no packets.
  const number = (result: LookResult | undefined) => (result?.status === 0 ? count(result.output) : 0)
  const sum = after.reduce((total, one, index) => total + Math.max(0, number(one) - number(before[index])), 0)
  return withClient(results, { holds: sum >= FOLLOWED_REQUESTS, saw: `${sum} ${what}` })
}
