import { errorsOf } from '../../engine/errors/source.ts'
import type { Inventory, InventoryHost } from '../../inventory/inventory.ts'
import { matchHosts } from '../../inventory/patterns.ts'
import type { Answers } from './answers.ts'
import { hostsOfWord, type NamedHost } from './host-words.ts'
import type { Tier } from './topologies/topology.ts'

/** The hosts of a tier, as its answer names them. Words that name none are left out: {@link hostsProblem} refuses them. */
export function hostsOfTier(tier: Tier, answers: Answers, existing: Inventory | undefined): readonly NamedHost[] {
  const words = answers[tier.group] ?? []
  const found = words.flatMap((word) => {
    const hosts = existing === undefined ? hostsOfWord(word) : hostsOfPattern(word, existing)
    return typeof hosts === 'string' ? [] : hosts
  })
  const taken = new Set(found.map(({ name }) => name))
  let number = 0
  const nextName = (): string => {
    do number++
    while (taken.has(`${tier.prefix}${number}`))
    return `${tier.prefix}${number}`
  }
  return found.map((host) => ({ name: host.name ?? nextName(), connection: host.connection }))
}

/** The hosts of all tiers, each once. */
export function allHosts(
  tiers: readonly Tier[],
  answers: Answers,
  existing: Inventory | undefined,
): readonly NamedHost[] {
  const hosts = tiers.flatMap((tier) => hostsOfTier(tier, answers, existing))
  return [...new Map(hosts.map((host) => [host.name, host])).values()]
}

/** Why an answer cannot be the hosts of a tier; undefined if it can. */
export function hostsProblem(
  tier: Tier,
  tiers: readonly Tier[],
  answers: Answers,
  existing: Inventory | undefined,
): string | undefined {
  for (const word of answers[tier.group] ?? []) {
    const hosts = existing === undefined ? hostsOfWord(word) : hostsOfPattern(word, existing)
    if (typeof hosts === 'string') return hosts
  }
  const hosts = hostsOfTier(tier, answers, existing)
  return countProblem(tier, hosts.length) ?? clash(hosts, tier, tiers, answers, existing)
}

function countProblem({ least, most, title }: Tier, count: number): string | undefined {
  if (count < least) return `${title}: at least ${least} ${least === 1 ? 'host is' : 'hosts are'} needed, not ${count}`
  return count > most
    ? `${title}: at most ${most} ${most === 1 ? 'host is' : 'hosts are'} possible, not ${count}`
    : undefined
}

/** One name for two machines, or one machine under two names. */
function clash(
  hosts: readonly NamedHost[],
  tier: Tier,
  tiers: readonly Tier[],
  answers: Answers,
  existing: Inventory | undefined,
): string | undefined {
  const others = tiers.filter((one) => one !== tier).flatMap((one) => hostsOfTier(one, answers, existing))
  for (const [index, host] of hosts.entries()) {
    const before = hosts.slice(0, index)
    if (before.some(({ name }) => name === host.name)) return `${host.name} is there twice`
    const all = [...before, ...others]
    const namesake = all.find(({ name }) => name === host.name)
    if (namesake !== undefined && placeOf(namesake) !== placeOf(host))
      return `${host.name} is the name of two hosts, ${placeOf(namesake)} and ${placeOf(host)}: write NAME=ADDRESS`
    const twin = all.find((one) => one.name !== host.name && placeOf(one) === placeOf(host))
    if (twin !== undefined) return `${host.name} and ${twin.name} are one host, ${placeOf(host)}: give it one name`
  }
  return undefined
}

/** Where evenkeel logs in. */
function placeOf({ name, connection: { address = name, port = 22 } }: NamedHost): string {
  return port === 22 ? address : `${address}, port ${port}`
}

function hostsOfPattern(pattern: string, existing: Inventory): readonly NamedHost[] | string {
  try {
    const hosts = matchHosts(existing, pattern).flatMap((name) => existing.hosts.get(name) ?? [])
    return hosts.length === 0
      ? `"${pattern}" names no host of ${existing.path}`
      : hosts.map((host) => namedHost(host, existing))
  } catch (error) {
    return errorsOf(error)
      .map(({ message, hint }) => [message, hint].filter(Boolean).join('. '))
      .join('; ')
  }
}

/** A jump host that the inventory names is not in the new one: its address takes the place of its name. */
function namedHost({ name, connection }: InventoryHost, existing: Inventory): NamedHost {
  const { jump } = connection
  if (jump === undefined) return { name, connection }
  return {
    name,
    connection: {
      ...connection,
      jump: jump
        .split(',')
        .map((hop) => hopText(hop, existing))
        .join(','),
    },
  }
}

/** `user@address:port` */
function hopText(hop: string, existing: Inventory): string {
  const host = existing.hosts.get(hop)
  if (host === undefined) return hop
  const { address = hop, user, port } = host.connection
  return `${user === undefined ? '' : `${user}@`}${address}${port === undefined ? '' : `:${port}`}`
}
