import type { DatabasePair } from '../../engine/databases/pair.ts'
import type { Facts } from '../../engine/facts.ts'
import { callRole } from './call-role.ts'
import { type CompiledPlay, type CompiledRole, rolesOf } from './compiled.ts'
import type { ContextOf } from './role-contexts.ts'

interface PairRole {
  readonly play: CompiledPlay
  readonly host: string
  readonly part: CompiledRole
}

/** The roles that can describe a pair of databases, for each of their hosts. */
export function pairRoles(plays: readonly CompiledPlay[]): readonly PairRole[] {
  return plays.flatMap((play) =>
    play.hosts.flatMap(({ host, parts }) =>
      rolesOf(parts).flatMap((part) => (part.found.role.pair === undefined ? [] : [{ play, host, part }])),
    ),
  )
}

/** Both hosts of a pair describe it: it is listed once. */
export function pairsOf(
  plays: readonly CompiledPlay[],
  facts: ReadonlyMap<string, Facts>,
  contextOf: ContextOf,
): readonly DatabasePair[] {
  const described = pairRoles(plays).flatMap(({ play, host, part }) => {
    if (!facts.has(host)) return []
    const context = contextOf(play, host, part, play.members)
    return callRole(part, context, (role) => role.pair?.(context)) ?? []
  })
  const byHosts = new Map(described.map((pair) => [JSON.stringify(pair.hosts.map(({ name }) => name)), pair]))
  return [...byHosts.values()]
}
