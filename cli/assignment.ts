import type { Assignment } from '../engine/description.ts'
import type { HostTarget } from '../engine/host/connection.ts'
import { loadInventory } from '../inventory/load.ts'
import { matchHosts } from '../inventory/patterns.ts'
import type { CommandLine } from './command.ts'
import { loadAssignment } from './description/assignment.ts'
import { targetOf } from './description/targets.ts'

/** What the playbook and the inventory of a command line describe. */
export function assignmentOf({ positionals, flags }: CommandLine): Promise<Assignment> {
  const [playbook = ''] = positionals
  return loadAssignment({
    playbook,
    inventory: flags.inventory ?? '',
    limit: flags.limit,
    extraVariables: flags.variable,
  })
}

/** The hosts of a command line that has no playbook. */
export async function targetsOf({ flags }: CommandLine): Promise<HostTarget[]> {
  const inventory = await loadInventory(flags.inventory ?? '')
  return matchHosts(inventory, flags.limit ?? 'all').flatMap((name) => {
    const host = inventory.hosts.get(name)
    return host === undefined ? [] : [targetOf(host, inventory)]
  })
}
