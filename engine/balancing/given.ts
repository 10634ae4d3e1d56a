import type { Facts } from '../facts.ts'

/** The weight that a command gives a server, instead of the described one. */
export interface GivenWeight {
  /** Undefined: it gets the described weight back. */
  readonly now: number | undefined
  /** What was given before. */
  readonly was: number | undefined
  /** Only within a run, which takes it back: the balancer keeps {@link was} on record. */
  readonly isPassing?: true
}

/** By the server's name in the inventory. */
export type GivenToServers = ReadonlyMap<string, GivenWeight>

/** The weights that each balancer gives, by its name. */
export type GivenBy = (balancer: string) => GivenToServers

/** What the hosts have on record for a playbook: it stays as it is. */
export function recordedGivenBy(facts: ReadonlyMap<string, Facts>, playbook: string): GivenBy {
  return (balancer) => {
    const record = facts.get(balancer)?.weights?.find((one) => one.playbook === playbook)
    return new Map(
      Object.entries(record?.weights ?? {}).map(([server, weight]) => [server, { now: weight, was: weight }]),
    )
  }
}

/** {@link recordedGivenBy} with another weight for some servers on some balancers. */
export function changedGivenBy(
  recorded: GivenBy,
  servers: readonly string[],
  now: number | undefined,
  isChanged: (balancer: string) => boolean,
): GivenBy {
  return (balancer) => {
    const before = recorded(balancer)
    if (!isChanged(balancer)) return before
    const changed = servers.map((server) => [server, { now, was: before.get(server)?.now }] as const)
    return new Map([...before, ...changed])
  }
}

/** The weights that a balancer keeps on record. */
export function toRecord(given: GivenToServers): Readonly<Record<string, number>> {
  const kept = [...given].map(([server, { now, was, isPassing }]) => [server, isPassing ? was : now] as const)
  return Object.fromEntries(
    kept.flatMap(([server, weight]) => (weight === undefined ? [] : [[server, weight] as const])),
  )
}
