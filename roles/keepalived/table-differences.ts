import type { DescribedServer, DescribedService, TableServer, TableService } from './table.ts'

/** What is not as described, one sentence each; nothing where the tables are equal. */
export function tableDifferences(
  described: readonly DescribedService[],
  seen: readonly TableService[],
): readonly string[] {
  const foreign = seen.filter((one) => !described.some((other) => other.name === one.name))
  return [
    ...described.flatMap((service) => {
      const found = seen.find((one) => one.name === service.name)
      return found === undefined ? [`${service.name} is not in the table`] : serviceDifferences(service, found)
    }),
    ...foreign.map((one) => `${one.name} is in the table, and nobody describes it`),
  ]
}

function serviceDifferences(described: DescribedService, seen: TableService): string[] {
  const settings = (['scheduler', 'persistence', 'granularity', 'onePacket'] as const)
    .filter((key) => described[key] !== seen[key])
    .map((key) => `${described.name}: ${key} is ${seen[key] ?? 'off'} instead of ${described[key] ?? 'off'}`)
  return [
    ...settings,
    ...described.servers.flatMap((one) => serverDifferences(described, one, seen)),
    ...strangers(described, seen),
  ]
}

function serverDifferences(service: DescribedService, server: DescribedServer, seen: TableService): string[] {
  const who = `${service.name}: ${server.name} (${server.endpoint})`
  const found = seen.servers.find((one) => one.endpoint === server.endpoint)
  if (found === undefined) return [`${who} is out: its check fails, or has not been good yet`]
  if (found.mode !== server.mode) return [`${who} is reached by ${found.mode} instead of ${server.mode}`]
  return weightDifferences(who, server, found)
}

function weightDifferences(who: string, server: DescribedServer, found: TableServer): string[] {
  if (found.weight === server.weight || (server.weighsItself && found.weight > 0)) return []
  if (found.weight === 0 && server.inhibited) return [`${who} has weight 0: its check fails`]
  return [`${who} has weight ${found.weight} instead of ${server.weight}`]
}

function strangers(described: DescribedService, seen: TableService): string[] {
  return seen.servers
    .filter((one) => !described.servers.some((server) => server.endpoint === one.endpoint))
    .flatMap((one) => {
      if (one.endpoint !== described.sorryServer) return [`${described.name}: nobody describes ${one.endpoint}`]
      return one.weight === 0 ? [] : [`${described.name}: below quorum, the sorry server ${one.endpoint} answers`]
    })
}
