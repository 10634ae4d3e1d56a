/** The number of connections so far, by service and by the real server's endpoint. */
export type Counters = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Parses the output of `ipvsadm -L -n --stats --exact`. Services are named as by `serviceName()`. */
export function parseCounters(printed: string): Counters {
  const services = new Map<string, Map<string, number>>()
  let servers = new Map<string, number>()
  for (const line of printed.split('\n')) {
    const [first = '', second = '', third = ''] = line.trim().split(/\s+/)
    if (/^(TCP|UDP|SCTP|FWM)$/.test(first) && /^\d+$/.test(third)) {
      servers = new Map()
      services.set(`${first === 'FWM' ? 'fwmark' : first.toLowerCase()} ${second}`, servers)
    } else if (first === '->' && /^\d+$/.test(third)) servers.set(second, Number(third))
  }
  return services
}

/** The number of connections that each real server of a service got between two readings of all directors' counters. */
export function connectionsBetween(
  service: string,
  before: readonly Counters[],
  after: readonly Counters[],
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  after.forEach((counters, index) => {
    for (const [server, count] of counters.get(service) ?? []) {
      const start = before[index]?.get(service)?.get(server) ?? 0
      // The counter of a server that left the table and came back starts at 0.
      sums.set(server, (sums.get(server) ?? 0) + (count >= start ? count - start : count))
    }
  })
  return sums
}
