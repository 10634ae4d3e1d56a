import type { GivenBy, GivenToServers, GivenWeight } from '../../engine/balancing/given.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Facts } from '../../engine/facts.ts'
import type { Inventory } from '../../inventory/inventory.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import type { AskedOpening, HostView, OpeningsContext, RoleContext } from '../../roles/contract.ts'
import { callRole } from './call-role.ts'
import { type CompiledPlay, type CompiledRole, rolesOf } from './compiled.ts'

interface ContextSources {
  readonly inventory: Inventory
  readonly facts: ReadonlyMap<string, Facts>
  /** Names of the hosts from which checks may look. */
  readonly clients: readonly string[]
  readonly plays: readonly CompiledPlay[]
  view(host: string): HostView
  readonly given: GivenBy
}

/** Makes the context of a role on one host; `applied` are the hosts of the play to which the role is already applied. */
export type ContextOf = (
  play: CompiledPlay,
  host: string,
  role: CompiledRole,
  applied: readonly string[],
) => RoleContext<unknown>

export function roleContexts({ inventory, facts, clients, plays, view, given }: ContextSources): ContextOf {
  const matched = new Map<string, readonly HostView[]>()
  const hosts = (pattern: string): readonly HostView[] => {
    const found = matched.get(pattern) ?? matchHosts(inventory, pattern).map(view)
    matched.set(pattern, found)
    return found
  }
  /** The servers as a balancer sees them that gives some of them another weight. */
  const hostsFor = (weights: GivenToServers) => {
    if (weights.size === 0) return hosts
    return (pattern: string) => hosts(pattern).map((one) => withGiven(one, weights.get(one.name)))
  }
  const clientViews = clients.map(view)
  const members = new Map<CompiledPlay, readonly HostView[]>()
  const openingsContextOf = (...[play, host, role, applied]: Parameters<ContextOf>): OpeningsContext<unknown> => {
    const all = members.get(play) ?? play.members.map(view)
    members.set(play, all)
    const chosen = new Set(applied)
    return {
      vars: role.vars,
      host: withFacts(view(host), facts),
      members: all,
      applied: applied === play.members ? all : all.filter((member) => chosen.has(member.name)),
      clients: clientViews,
      hosts: hostsFor(given(host)),
    }
  }
  const openingsOf = (host: string, reader: CompiledRole): readonly AskedOpening[] => {
    const turns = plays.flatMap((play) =>
      play.hosts
        .filter((compiled) => compiled.host === host)
        .flatMap(({ parts }) => rolesOf(parts).map((part) => ({ play, part }))),
    )
    const first = turns.findIndex(({ part }) => part.found.file === reader.found.file)
    return turns.flatMap(({ play, part }, turn) => {
      const context = openingsContextOf(play, host, part, play.members)
      const openings = callRole(part, context, (role) => role.openings?.(context)) ?? []
      return openings.map((one) => ({ ...one, role: part.found.role.name, isEarlier: turn < first }))
    })
  }
  return (play, host, role, applied) => ({
    ...openingsContextOf(play, host, role, applied),
    openings: () => openingsOf(host, role),
  })
}

function withGiven(view: HostView, given: GivenWeight | undefined): HostView {
  return given === undefined ? view : Object.create(view, { given: { value: given, enumerable: true } })
}

function withFacts(view: HostView, facts: ReadonlyMap<string, Facts>): HostView & { readonly facts: Facts } {
  const known = facts.get(view.name)
  if (known === undefined) throw new EvenkeelError('bug', `the facts of ${view.name} are missing`, { host: view.name })
  // The view computes its address and variables when they are read: copying it would read them now.
  return Object.create(view, { facts: { value: known, enumerable: true } }) as HostView & { readonly facts: Facts }
}
