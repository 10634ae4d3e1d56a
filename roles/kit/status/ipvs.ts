import type { LookResult } from '../../../engine/check.ts'
import { type IpvsServer, type IpvsService, parseIpvsTable } from '../../../engine/resources/ipvs/table.ts'
import { sh } from '../../../engine/shell.ts'
import type { PoolStatus, ServerStatus } from '../../../engine/status/items.ts'
import { type PartReading, type StatusPart, statusPart, type Told } from '../../../engine/status/part.ts'
import { downFaults } from '../ipvs/differences.ts'
import type { DescribedServer, DescribedService } from '../ipvs/table.ts'

/** The table as it can be saved, then with the connections now, then with the rates. */
const table = sh`ipvsadm -S -n && echo '# connections' && ipvsadm -L -n && echo '# rates' && ipvsadm -L -n --rate --exact`

/** The IPVS table of a director: its services and their servers, as the kernel has them. */
export function ipvsPart(director: string, described: readonly DescribedService[]): StatusPart {
  return statusPart({
    title: `IPVS of ${director}`,
    looks: { table: { from: director, run: table } },
    read: (results) => readIpvs(described, results.table),
  })
}

export function readIpvs(described: readonly DescribedService[], { from, status, output }: LookResult): PartReading {
  if (status === undefined) return { items: [] }
  const told = (text: string): Told => ({ text, host: from })
  if (status !== 0) {
    const why = output.trim().split('\n').at(-1) || 'ipvsadm does not answer'
    return { items: [], problems: [told(`the IPVS table cannot be read: ${why}`)] }
  }
  const [saved = '', connections = '', rates = ''] = output.split(/^# (?:connections|rates)$/m)
  const seen = parseIpvsTable(saved)
  const counts = { connections: columnsOf(connections), rates: columnsOf(rates) }
  const missing = described.filter(({ name }) => !seen.has(name))
  const others = [...seen.keys()].filter((name) => !described.some((one) => one.name === name))
  return {
    items: [
      ...described.map((service) => poolOf(from, service, seen.get(service.name), counts)),
      ...others.map((name) => poolOf(from, undescribed(name), seen.get(name), counts)),
    ],
    problems: [
      ...missing.map(({ name }) => told(`${name} is not in the IPVS table`)),
      ...downFaults(
        described.map((service) => withoutTakenOut(service, seen.get(service.name))),
        seen,
      ).map(({ saw }) => told(saw)),
    ],
    notes: described.flatMap((service) => takenOut(service, seen.get(service.name)).map(told)),
  }
}

/** Numbers behind the endpoint, by service and endpoint. */
type Columns = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>

interface Counts {
  /** Weight, active and inactive connections. */
  readonly connections: Columns
  /** Connections a second, then packets and bytes. */
  readonly rates: Columns
}

/** Reads `ipvsadm -L -n`, whose rows have a word for the forwarding before the numbers, and `ipvsadm -L -n --rate`. */
function columnsOf(printed: string): Columns {
  const services = new Map<string, Map<string, readonly number[]>>()
  let servers = new Map<string, readonly number[]>()
  for (const line of printed.split('\n')) {
    const [first = '', second = '', ...others] = line.trim().split(/\s+/)
    const numbers = others.filter((word) => /^\d+$/.test(word)).map(Number)
    if (/^(TCP|UDP|SCTP|FWM)$/.test(first)) {
      servers = new Map()
      const protocol = first === 'FWM' ? 'fwmark' : first.toLowerCase()
      const isMark6 = first === 'FWM' && others.includes('IPv6')
      services.set(`${protocol} ${second}${isMark6 ? ' IPv6' : ''}`, servers)
    } else if (first === '->' && numbers.length > 0) servers.set(second, numbers)
  }
  return services
}

/** A service that something else has put there, or lines of the user's own. */
function undescribed(name: string): Pick<DescribedService, 'name' | 'servers' | 'scheduler' | 'sorryServer'> {
  return { name, servers: [], scheduler: '', sorryServer: undefined }
}

function poolOf(
  balancer: string,
  { name, servers, scheduler, sorryServer }: ReturnType<typeof undescribed>,
  seen: IpvsService | undefined,
  counts: Counts,
): PoolStatus {
  const entries = seen?.servers ?? []
  const described = servers.map((server) =>
    serverOf(
      server,
      entries.find(({ endpoint }) => endpoint === server.endpoint),
      name,
      counts,
    ),
  )
  const others = entries
    .filter((entry) => !servers.some(({ endpoint }) => endpoint === entry.endpoint))
    .map((entry) => {
      const called = entry.endpoint === sorryServer ? `sorry server ${entry.endpoint}` : entry.endpoint
      return serverOf(
        { name: called, endpoint: entry.endpoint, weight: entry.weight, inhibited: false },
        entry,
        name,
        counts,
      )
    })
  const mode = servers[0]?.mode ?? entries[0]?.mode
  const method = [seen?.scheduler ?? scheduler, mode].filter((word) => word !== undefined && word !== '').join(', ')
  return { kind: 'pool', balancer, program: 'IPVS', name, method, servers: [...described, ...others] }
}

function serverOf(
  server: Pick<DescribedServer, 'name' | 'endpoint' | 'weight' | 'inhibited'>,
  entry: IpvsServer | undefined,
  service: string,
  { connections, rates }: Counts,
): ServerStatus {
  const isOut = server.weight === 0
  if (entry === undefined) return { name: server.name, state: isOut ? 'out' : 'down', seen: 'not in the table' }
  const [, active] = connections.get(service)?.get(entry.endpoint) ?? []
  const [rate] = rates.get(service)?.get(entry.endpoint) ?? []
  // With inhibit_on_failure a failed check sets weight 0, as somebody who drains the server would.
  const isDown = entry.weight === 0 && !isOut && server.inhibited
  return {
    name: server.name,
    state: isDown ? 'down' : entry.weight === 0 ? 'out' : 'up',
    seen: entry.weight === 0 ? 'weight 0' : 'in the table',
    weight: entry.weight,
    connections: active,
    rate,
  }
}

/** What somebody has taken out is not down. */
function withoutTakenOut(service: DescribedService, seen: IpvsService | undefined): DescribedService {
  return { ...service, servers: service.servers.filter((server) => !isTakenOut(server, seen)) }
}

function isTakenOut({ endpoint, weight, inhibited, checked }: DescribedServer, seen: IpvsService | undefined): boolean {
  const isByCheck = inhibited && checked
  return (
    weight > 0 && !isByCheck && (seen?.servers.some((one) => one.endpoint === endpoint && one.weight === 0) ?? false)
  )
}

/** Servers of weight 0 although they are described with another one, where no checker sets it. */
function takenOut({ name, servers }: DescribedService, seen: IpvsService | undefined): readonly string[] {
  return servers.filter((server) => isTakenOut(server, seen)).map((server) => `${name}: ${server.name} is at weight 0`)
}
