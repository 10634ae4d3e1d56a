import { networkContains } from '../../roles/kit/addresses.ts'
import { allHosts } from './hosts.ts'
import type { State } from './question.ts'
import type { VipKey } from './topologies/topology.ts'

/** The hosts of the tiers between which an address moves, or that have it. */
export function holdersOf(vip: VipKey, { topology, answers, existing }: State): readonly string[] {
  const tiers = topology?.tiers.filter(({ holds, carries = [] }) => holds.includes(vip) || carries.includes(vip)) ?? []
  const moving = tiers.filter(({ holds }) => holds.includes(vip))
  return allHosts(moving.length > 0 ? moving : tiers.slice(0, 1), answers, existing).map(({ name }) => name)
}

/** Whether a host is in the network of an address; undefined if the host was not seen. */
export function isInNetwork(host: string, virtual: string, { sights }: State): boolean | undefined {
  const sight = sights.hosts.get(host)
  if (sight === undefined) return undefined
  return sight.facts.interfaces.some(
    (one) => one.name !== 'lo' && one.addresses.some((written) => networkContains(written, virtual)),
  )
}
