import type { IpvsServer, IpvsService } from '../../../engine/resources/ipvs/table.ts'
import type { DescribedServer, DescribedService } from './table.ts'

/** What is not as described, one sentence each; nothing where the tables are equal. */
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
    ...foreign.map((name) => `${name} is in the table, and nobody describes it`),
  ]
}

function serviceDifferences(described: DescribedService, seen: IpvsService): string[] {
  const settings = (['scheduler', 'persistence', 'granularity', 'onePacket'] as const)
    .filter((key) => described[key] !== seen[key])
    .map((key) => `${described.name}: ${key} is ${seen[key] ?? 'off'} instead of ${described[key] ?? 'off'}`)
  return [
    ...settings,
    ...described.servers.flatMap((one) => serverDifferences(described, one, seen)),
    ...strangers(described, seen),
  ]
}

function serverDifferences(service: DescribedService, server: DescribedServer, seen: IpvsService): string[] {
  const who = `${service.name}: ${server.name} (${server.endpoint})`
  const found = seen.servers.find((one) => one.endpoint === server.endpoint)
  // Nobody misses a server that gets nothing, and that its checker has taken out.
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

function strangers(described: DescribedService, seen: IpvsService): string[] {
  return seen.servers
    .filter((one) => !described.servers.some((server) => server.endpoint === one.endpoint))
    .flatMap((one) => {
      if (one.endpoint !== described.sorryServer) return [`${described.name}: nobody describes ${one.endpoint}`]
      return one.weight === 0 ? [] : [`${described.name}: below quorum, the sorry server ${one.endpoint} answers`]
    })
}
