import type { Balancer } from '../../engine/balancing/balancing.ts'
import type { GivenBy } from '../../engine/balancing/given.ts'
import type { DescribedPlay } from '../../engine/description.ts'
import { hostList } from '../../engine/host-names.ts'
import { weightsFile } from '../../engine/weights/file.ts'
import { callRole } from './call-role.ts'
import { type CompiledPlay, rolesOf } from './compiled.ts'
import type { ContextOf } from './role-contexts.ts'

/** The hosts that balance, once for each role that does. */
export function balancersOf(plays: readonly CompiledPlay[], contextOf: ContextOf): readonly Balancer[] {
  return plays.flatMap((play) =>
    play.hosts.flatMap(({ host, parts }) =>
      rolesOf(parts).flatMap((part) => {
        if (part.found.role.balances === undefined) return []
        const context = contextOf(play, host, part, play.members)
        const balancing = callRole(part, context, (role) => role.balances?.(context))
        return balancing === undefined ? [] : [{ ...balancing, host }]
      }),
    ),
  )
}

/** The members of plays that balance, outside of `--limit`. */
export function leftOutBalancers(plays: readonly CompiledPlay[], contextOf: ContextOf): readonly string[] {
  return plays.flatMap((play) => {
    const within = play.hosts.map(({ host }) => host)
    return balancersOf([play], contextOf).length === 0 ? [] : play.members.filter((host) => !within.includes(host))
  })
}

/** Adds the record of the weights that a host gives to the first play of the host. */
export function withWeightFiles(
  plays: readonly DescribedPlay[],
  playbook: string,
  given: GivenBy,
): readonly DescribedPlay[] {
  const seen = new Set<string>()
  return plays.map((play) => ({
    ...play,
    hosts: play.hosts.map((one) => {
      const isFirst = !seen.has(one.host)
      seen.add(one.host)
      const record = isFirst ? weightsFile(playbook, given(one.host)) : []
      return record.length === 0 ? one : { ...one, resources: [...record, ...one.resources] }
    }),
  }))
}

/** What is drained, or has another weight than described: so that nobody wonders about a plan without it. */
export function remarksOnGiven(plays: readonly CompiledPlay[], given: GivenBy): readonly string[] {
  const hosts = [...new Set(plays.flatMap((play) => play.hosts.map(({ host }) => host)))]
  const all = hosts.flatMap((balancer) =>
    [...given(balancer)].flatMap(([server, { now }]) => (now === undefined ? [] : [{ balancer, server, now }])),
  )
  const alike = Map.groupBy(all, ({ server, now }) => JSON.stringify([server, now]))
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { server, now } = first
    const on = hostList(group.map(({ balancer }) => balancer))
    const what =
      now === 0 ? `${server} is drained on ${on}` : `${server} has weight ${now} on ${on}, by evenkeel weight`
    return [`${what}, and stays so. The described weight comes back with: evenkeel restore ${server}`]
  })
}
