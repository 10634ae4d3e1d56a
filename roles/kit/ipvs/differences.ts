import type { IpvsServer, IpvsService } from '../../../engine/resources/ipvs/table.ts'
import type { DescribedServer, DescribedService } from './table.ts'

/** One sentence for each difference between the described table and the seen one. */
export function tableDifferences(
  described: readonly DescribedService[],
  seen: ReadonlyMap<string, IpvsService>,
): readonly string[] {
  const foreign = [...seen.keys()].filter((name) => !described.some((one) => one.name === name))
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
  // A server of weight 0 gets no requests: it does not matter that its checker has removed it.
  if (found === undefined && server.checked && server.weight === 0) return []
  if (found === undefined)
    return [server.checked ? `${who} is out: its check fails, or has not been good yet` : `${who} is not in the table`]
  if (found.mode !== server.mode) return [`${who} is reached by ${found.mode} instead of ${server.mode}`]
  return weightDifferences(who, server, found)
}

function weightDifferences(who: string, server: DescribedServer, found: IpvsServer): string[] {
  if (found.weight === server.weight || (server.weighsItself && found.weight > 0)) return []
  if (found.weight === 0 && server.inhibited) return [`${who} has weight 0: its check fails`]
  return [`${who} has weight ${found.weight} instead of ${server.weight}`]
}

function undescribedServers(described: DescribedService, seen: IpvsService): string[] {
  return seen.servers
    .filter((one) => !described.servers.some((server) => server.endpoint === one.endpoint))
    .flatMap((one) => {
      if (one.endpoint !== described.sorryServer) return [`${described.name}: ${one.endpoint} is not described`]
      return one.weight === 0 ? [] : [`${described.name}: below quorum, the sorry server ${one.endpoint} answers`]
    })
}
