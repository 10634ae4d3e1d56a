import type { Check, Look, LookResult, Verdict } from '../../../../engine/check.ts'
import { type Sh, sh } from '../../../../engine/shell.ts'
import type { HostView } from '../../../contract.ts'

/** A service of which packets are followed. */
export interface Followed {
  /** As the IPVS table calls it: `tcp 10.0.0.100:80`. */
  readonly name: string
  readonly mode: 'dr' | 'nat' | 'tun'
  /** Those of its real servers that the inventory knows. */
  readonly realServers: readonly HostView[]
}

/** Who counts and who asks. */
export interface Observers {
  readonly directors: readonly HostView[]
  /** The first of them asks; without one the controller does. */
  readonly clients: readonly HostView[]
}

/** Where a mode's packets are counted. */
interface Counted {
  readonly title: string
  readonly counters: readonly HostView[]
  readonly read: Sh
  /** The number in what `read` printed. */
  count(printed: string): number
  /** The end of "30 packets …". */
  readonly what: string
}

/** How many requests the one who calls {@link pathCheck} has to make. */
export const FOLLOWED_REQUESTS = 10

/**
 * Packets go the way that the mode says: with nat the answers pass the directors, who put the VIP into them; with tun
 * requests come out of the real servers' tunnels. Undefined for dr, where the servers' silence shows it, and where
 * somebody who counts is not connected. `ask` makes {@link FOLLOWED_REQUESTS}.
 */
export function pathCheck(service: Followed, ask: Sh, { directors, clients }: Observers): Check | undefined {
  const counted = countedOf(service, directors)
  if (counted === undefined) return undefined
  const { title, counters, read } = counted
  if (counters.length === 0 || counters.some((one) => one.facts === undefined)) return undefined
  const client = clients.find((one) => one.facts !== undefined)
  const before = counters.map((one): Look => ({ from: one.name, run: read }))
  // The kernel adds up what IPVS shows every two seconds only.
  const after = counters.map(
    (one, index): Look => ({ from: one.name, run: sh`sleep 3; ${read}`, ...(index === 0 && { afterwards: true }) }),
  )
  return {
    title,
    looks: [...before, { from: client?.name ?? { controller: true }, run: ask, afterwards: true }, ...after],
    alone: true,
    within: 15,
    judge: (results) => judgePath(counted, results),
  }
}

function countedOf({ name, mode, realServers }: Followed, directors: readonly HostView[]): Counted | undefined {
  switch (mode) {
    case 'nat':
      return {
        title: `answers of ${name} go back through the directors`,
        counters: directors,
        read: sh`ipvsadm -L -n --stats --exact`,
        count: (printed) => answersIn(name, printed),
        what: 'packets of answers were translated',
      }
    case 'tun':
      return {
        title: `requests to ${name} come to the real servers through tunnels`,
        counters: realServers,
        read: sh`cat /sys/class/net/tunl0/statistics/rx_packets`,
        count: (printed) => Number(/^\d+$/m.exec(printed)?.[0] ?? 0),
        what: 'packets came out of tunnels',
      }
    case 'dr':
      return undefined
  }
}

/** A service's packets from real servers to clients, in what `ipvsadm -L -n --stats --exact` printed. */
function answersIn(service: string, printed: string): number {
  const [protocol = '', address = ''] = service.split(' ')
  const lines = printed.split('\n').map((line) => line.trim().split(/\s+/))
  const found = lines.find(([first, second]) => first === protocol.toUpperCase() && second === address)
  return Number(found?.[4] ?? 0)
}

/** `sightings`: the counters, what the client says, the counters again. */
function judgePath({ count, what }: Counted, results: readonly LookResult[]): Verdict {
  const middle = (results.length - 1) / 2
  const client = results[middle]
  // A director that is not set up yet has no ipvsadm, and no packets.
  const numbers = results.map((one) => (one.status === 0 ? count(one.output) : 0))
  const before = numbers.slice(0, middle)
  const after = numbers.slice(middle + 1)
  const sum = after.reduce((total, number, index) => total + Math.max(0, number - (before[index] ?? 0)), 0)
  const saw = `${sum} ${what}`
  if (client?.status === 0) return { holds: sum >= FOLLOWED_REQUESTS, saw }
  return { holds: false, saw: `${client?.from ?? 'client'}: ${client?.output.trim() || 'no answer'}; ${saw}` }
}
