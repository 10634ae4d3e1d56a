import { loadAssignment } from '../../cli/description/assignment.ts'
import type { Assignment, Description } from '../../engine/description.ts'
import type { Facts } from '../../engine/facts.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { loadInventory } from '../../inventory/load.ts'
import { layoutOf } from '../../lab/layout.ts'
import { cablesOf } from '../../lab/local/cables.ts'
import { uml } from '../../lab/uml/uml.ts'
import { ensureExampleSecrets } from '../../scripts/picture/example-secrets.ts'
import type { Topology } from '../../scripts/picture/topologies.ts'
import { facts } from '../roles/hosts.ts'

export interface Described {
  readonly assignment: Assignment
  readonly description: Description
  /** By host. */
  readonly facts: ReadonlyMap<string, Facts>
}

/** Describes a ready playbook for hosts as a new lab boots them; `version` is Debian's. */
export async function describeReady(topology: Topology, version = '12'): Promise<Described> {
  ensureExampleSecrets()
  const assignment = await loadAssignment(topology)
  const known = await readyFacts(topology, version)
  return { assignment, description: assignment.describe(known), facts: known }
}

/** The resources of each host, over all plays, in order. */
export function resourcesByHost({ plays }: Description): ReadonlyMap<string, readonly Resource[]> {
  const hosts = Map.groupBy(
    plays.flatMap((play) => play.hosts),
    ({ host }) => host,
  )
  return new Map([...hosts].map(([host, all]) => [host, all.flatMap(({ resources }) => resources)]))
}

/** The facts of the hosts of a ready inventory, as a new lab boots them. */
export async function readyFacts({ inventory }: Topology, version = '12'): Promise<ReadonlyMap<string, Facts>> {
  const { hosts } = layoutOf(await loadInventory(inventory), uml.memory)
  return new Map(
    hosts.map((host) => {
      const { name, address } = host
      const own = cablesOf(host).map((one) => ({ name: one.device, addresses: [`${one.address}/${one.prefix}`] }))
      const lo = { name: 'lo', addresses: ['127.0.0.1/8', '::1/128'] }
      return [name, facts(address, { hostname: name, version, interfaces: [lo, ...own] })]
    }),
  )
}
