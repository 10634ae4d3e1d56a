import type { DescribedPairs } from '../../engine/databases/described-pairs.ts'
import type { DatabasePair } from '../../engine/databases/pair.ts'
import type { Facts } from '../../engine/facts.ts'
import { type LoadedPlays, loadPlays, type PlayRequest } from './assignment.ts'
import { callRole } from './call-role.ts'
import { type CompiledRole, rolesOf } from './compiled.ts'
import { targetsOf } from './host-target.ts'
import type { ContextOf } from './role-contexts.ts'

/**
 * Finds the database pairs of a playbook. Only the hosts of roles that can describe a pair are connected: a web server
 * that is down is no reason to refuse a switchover. Throws as `loadAssignment` does.
 */
export async function loadPairs(request: PlayRequest): Promise<DescribedPairs> {
  const loaded = await loadPlays(request)
  const hosts = new Set(pairRoles(loaded).map(({ host }) => host))
  const clients = new Set(loaded.clients.filter((name) => !hosts.has(name)))
  const contextsOf = await loaded.contexts(new Set([...hosts, ...clients]))
  return {
    playbook: request.playbook,
    targets: targetsOf(loaded.inventory, hosts),
    clients: targetsOf(loaded.inventory, clients),
    pairs: (facts) => pairsOf(loaded, facts, contextsOf(facts)),
  }
}

interface PairRole {
  readonly play: LoadedPlays['plays'][number]
  readonly host: string
  readonly part: CompiledRole
}

function pairRoles({ plays }: LoadedPlays): readonly PairRole[] {
  return plays.flatMap((play) =>
    play.hosts.flatMap(({ host, parts }) =>
      rolesOf(parts).flatMap((part) => (part.found.role.pair === undefined ? [] : [{ play, host, part }])),
    ),
  )
}

/** Both hosts of a pair describe it: it is listed once. */
function pairsOf(
  loaded: LoadedPlays,
  facts: ReadonlyMap<string, Facts>,
  contextOf: ContextOf,
): readonly DatabasePair[] {
  const described = pairRoles(loaded).flatMap(({ play, host, part }) => {
    if (!facts.has(host)) return []
    const context = contextOf(play, host, part, play.members)
    return callRole(part, context, (role) => role.pair?.(context)) ?? []
  })
  const byHosts = new Map(described.map((pair) => [JSON.stringify(pair.hosts.map(({ name }) => name)), pair]))
  return [...byHosts.values()]
}
