import type { DescribedPairs } from '../../engine/databases/described-pairs.ts'
import { loadPlays, type PlayRequest } from './assignment.ts'
import { targetsOf } from './host-target.ts'
import { pairRoles, pairsOf } from './pairs-of.ts'

/**
 * Finds the database pairs of a playbook. Only the hosts of roles that can describe a pair are connected: a web server
 * that is down is no reason to refuse a switchover. Throws as `loadAssignment` does.
 */
export async function loadPairs(request: PlayRequest): Promise<DescribedPairs> {
  const loaded = await loadPlays(request)
  const hosts = new Set(pairRoles(loaded.plays).map(({ host }) => host))
  const clients = new Set(loaded.clients.filter((name) => !hosts.has(name)))
  const contextsOf = await loaded.contexts(new Set([...hosts, ...clients]))
  return {
    playbook: request.playbook,
    targets: targetsOf(loaded.inventory, hosts),
    clients: targetsOf(loaded.inventory, clients),
    pairs: (facts) => pairsOf(loaded.plays, facts, contextsOf(facts)),
  }
}
