import type { Assignment } from '../../engine/description.ts'
import type { HostTarget } from '../../engine/host/connection.ts'
import { loadInventory } from '../../inventory/load.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import { loadAssignment } from '../description/assignment.ts'
import { targetOf } from '../description/host-target.ts'
import type { CommandLine } from '../parse/command.ts'

/** Reads the playbook and the inventory that a command line names. */
export function readAssignment({ positionals, flags }: CommandLine): Promise<Assignment> {
  const [playbook = ''] = positionals
  return loadAssignment({
    playbook,
    inventory: flags.inventory ?? '',
    limit: flags.limit,
    extraVariables: flags.variable,
  })
}

/** Reads the hosts of a command line without a playbook. */
export async function readTargets({ flags }: CommandLine): Promise<HostTarget[]> {
  const inventory = await loadInventory(flags.inventory ?? '')
  return matchHosts(inventory, flags.limit ?? 'all').flatMap((name) => {
    const host = inventory.hosts.get(name)
    return host === undefined ? [] : [targetOf(host, inventory)]
  })
}
