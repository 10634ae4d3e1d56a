import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { matchHosts } from '../../inventory/patterns.ts'

/** The hosts that a command is about. Throws `usage` if there is none: a command without a host would pass for a success. */
export function hostsWithin(inventory: Inventory, limit: string | undefined): readonly string[] {
  const within = matchHosts(inventory, limit ?? 'all')
  if (within.length > 0) return within
  throw new EvenkeelError(
    'usage',
    limit === undefined ? `${inventory.path} has no hosts` : `--limit ${limit} matches no host`,
  )
}
