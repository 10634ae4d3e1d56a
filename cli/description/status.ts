import { recordedGivenBy } from '../../engine/balancing/given.ts'
import type { Facts } from '../../engine/facts.ts'
import type { StatusPart } from '../../engine/status/part.ts'
import type { StatusAssignment } from '../../engine/status/read.ts'
import { loadPlays, type PlayRequest } from './assignment.ts'
import { remarksOnGiven, withWeightFiles } from './balancers.ts'
import { callRole } from './call-role.ts'
import { type CompiledPlay, rolesOf } from './compiled.ts'
import { describePlays } from './describe.ts'
import { targetsOf } from './host-target.ts'
import type { ContextOf } from './role-contexts.ts'

/** Makes the engine's input for `status`. Throws as `loadPlays` does. */
export async function loadStatus(request: PlayRequest): Promise<StatusAssignment> {
  const { inventory, playbook, plays, clients, contexts } = await loadPlays(request)
  const described = new Set(plays.flatMap((play) => play.hosts.map(({ host }) => host)))
  // Any host may be down: then only the inventory has its address.
  const contextsOf = await contexts(new Set())
  return {
    playbook: playbook.name,
    targets: targetsOf(inventory, described),
    clients: targetsOf(inventory, new Set(clients.filter((name) => !described.has(name)))),
    describe: (facts) => {
      const reached = plays.map((play) => within(play, facts)).filter(({ hosts }) => hosts.length > 0)
      const given = recordedGivenBy(facts, playbook.name)
      const contextOf = contextsOf(facts, given)
      const description = describePlays(reached, contextOf)
      return {
        description: { ...description, plays: withWeightFiles(description.plays, playbook.name, given) },
        parts: partsOf(reached, contextOf),
        notes: remarksOnGiven(reached, given),
      }
    },
  }
}

/** The members stay: those that were not reached belong to the cluster, too. */
function within(play: CompiledPlay, facts: ReadonlyMap<string, Facts>): CompiledPlay {
  return { ...play, hosts: play.hosts.filter(({ host }) => facts.has(host)) }
}

function partsOf(plays: readonly CompiledPlay[], contextOf: ContextOf): readonly StatusPart[] {
  return plays.flatMap((play) =>
    play.hosts.flatMap(({ host, parts }) =>
      rolesOf(parts).flatMap((part) => {
        const context = contextOf(play, host, part, play.members)
        return callRole(part, context, (role) => role.status?.(context)) ?? []
      }),
    ),
  )
}
