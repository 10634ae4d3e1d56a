import type { IpvsServer, IpvsService } from '../../../engine/resources/ipvs/table.ts'
import { isRight } from '../verify/up.ts'
import type { DescribedServer, DescribedService } from './table.ts'

/** Services that only text of the user's own describes, by name; or there may be any. */
export type OwnServices = readonly string[] | 'any'

/** One sentence for each difference between the described table and the seen one, without servers that a checker took out. */
export function tableDifferences(
  described: readonly DescribedService[],
  seen: ReadonlyMap<string, IpvsService>,
  own: OwnServices = [],
): readonly string[] {
  const known = [...described.map(({ name }) => name), ...(own === 'any' ? [] : own)]
  const foreign = own === 'any' ? [] : [...seen.keys()].filter((name) => !known.includes(name))
  return [
    ...described.flatMap((service) => {
      const found = seen.get(service.name)
      return found === undefined ? [`${service.name} is not in the table`] : serviceDifferences(service, found)
    }),
    ...foreign.map((name) => `${name} is in the table, but is not described`),
  ]
}

function serviceDifferences(described: DescribedService, seen: IpvsService): string[] {
  const settings = (['scheduler', 'persistence', 'granularity', 'onePacket'] as const)
    .filter((key) => described[key] !== seen[key])
    .map((key) => `${described.name}: ${key} is ${seen[key] ?? 'off'} instead of ${described[key] ?? 'off'}`)
  return [
    ...settings,
    ...described.servers.flatMap((one) => serverDifferences(described, one, seen)),
    ...undescribedServers(described, seen),
  ]
}

function serverDifferences(service: DescribedService, server: DescribedServer, seen: IpvsService): string[] {
  const who = `${service.name}: ${server.name} (${server.endpoint})`
  const found = seen.servers.find((one) => one.endpoint === server.endpoint)
  if (found === undefined) return server.checked ? [] : [`${who} is not in the table`]
  if (found.mode !== server.mode) return [`${who} is reached by ${found.mode} instead of ${server.mode}`]
  return weightDifferences(who, server, found)
}

function weightDifferences(who: string, server: DescribedServer, found: IpvsServer): string[] {
  if (found.weight === server.weight || (server.weighsItself && found.weight > 0)) return []
  if (found.weight === 0 && server.inhibited) return []
  return [`${who} has weight ${found.weight} instead of ${server.weight}`]
}

function undescribedServers(described: DescribedService, seen: IpvsService): string[] {
  return seen.servers
    .filter((one) => !described.servers.some((server) => server.endpoint === one.endpoint))
    .filter((one) => one.endpoint !== described.sorryServer)
    .map((one) => `${described.name}: ${one.endpoint} is not described`)
}

/** A server that is down, or too few that are up: what is seen, and the fault alone. */
export interface DownFault {
  readonly fault: string
  readonly saw: string
}

/** The faults of services of which fewer, or more, servers are up than described. */
export function downFaults(
  described: readonly DescribedService[],
  seen: ReadonlyMap<string, IpvsService>,
): readonly DownFault[] {
  return described.flatMap((service) => {
    const found = seen.get(service.name)
    return found === undefined ? [] : serviceFaults(service, found)
  })
}

function serviceFaults({ name, servers, up, sorryServer }: DescribedService, seen: IpvsService): DownFault[] {
  // A server of weight 0 gets no requests: it does not matter that its checker has removed it.
  const needed = servers.filter(({ checked, weight }) => checked && weight > 0)
  const entryOf = (server: DescribedServer) => seen.servers.find(({ endpoint }) => endpoint === server.endpoint)
  const isUp = (server: DescribedServer) => (entryOf(server)?.weight ?? 0) > 0
  const down = needed.filter((server) => !isUp(server)).map((server) => downFault(name, server, entryOf(server)))
  const isSorry = seen.servers.some(({ endpoint, weight }) => endpoint === sorryServer && weight > 0)
  const saw = `${name}: below quorum, the sorry server ${sorryServer} answers`
  const sorry = isSorry && up.least !== 0 ? [{ fault: `${name} is below quorum`, saw }] : []
  if (up.least === undefined) return [...down, ...sorry]
  const count = needed.length - down.length
  if (isRight(up, count, needed.length)) return sorry
  const states = needed.map((server) => `${server.name} ${isUp(server) ? 'up' : 'down'}`).join(', ')
  return [
    { fault: `${name}: ${count} up`, saw: `${name}: ${count} up, and ${up.text} is described: ${states}` },
    ...sorry,
  ]
}

function downFault(service: string, { name, endpoint }: DescribedServer, entry: IpvsServer | undefined): DownFault {
  const why =
    entry === undefined ? 'is out: its check fails, or has not been good yet' : 'has weight 0: its check fails'
  return { fault: `${service} ${endpoint} is down`, saw: `${service}: ${name} (${endpoint}) ${why}` }
}
