import type { HostView, Lint } from '../../contract.ts'
import { bare, interfaceWith, isBroadcast, isVersion6, networkContains, parseAddress } from '../addresses.ts'
import type { FindHosts } from '../hosts/servers.ts'
import { refuse, warn } from '../lints/lint.ts'

/** The hosts that a virtual address is compared with. */
interface Neighbours {
  readonly host: HostView
  readonly members: readonly HostView[]
  readonly hosts: FindHosts
}

/** Virtual addresses that are a host's own, or the first or last of a network (rule 56). */
export function impossibleVips(vips: readonly string[], { host, members, hosts }: Neighbours): readonly Lint[] {
  const others = hosts('all').filter((one) => members.every(({ name }) => name !== one.name))
  return [...new Set(vips)].flatMap((vip) => {
    const address = bare(vip)
    const owner = [...members, ...others].find((one) => isOwn(address, one))
    if (owner !== undefined)
      return [refuse(56, `the VIP ${address} is ${owner.name}'s own address, which would leave it with a failover`)]
    const loser = members.find((one) => isAlone(address, one))
    if (loser !== undefined)
      return [
        warn(
          56,
          `the VIP ${address} is the only address of its interface on ${loser.name}: if it is the host's own, it would leave it with a failover`,
        ),
      ]
    const networks = (host.facts?.interfaces ?? []).flatMap((one) => (one.name === 'lo' ? [] : one.addresses))
    const network = networks.find((one) => isBroadcast(address, one))
    return network === undefined
      ? []
      : [refuse(56, `the VIP ${address} is the broadcast address of ${network} on ${host.name}`)]
  })
}

/** The address to log in to, or at which others reach a host. */
function isOwn(vip: string, host: HostView): boolean {
  return vip === addressIfKnown(host) || vip === bare(host.facts?.reachedAt ?? '')
}

/** Whether an interface has no other address of the family: facts do not tell whether the host holds it, or owns it. */
function isAlone(vip: string, host: HostView): boolean {
  const all = (interfaceWith(host.facts, vip)?.addresses ?? []).filter(
    (one) => isVersion6(one) === isVersion6(vip) && !isLinkLocal(one),
  )
  const [only, ...others] = all
  const prefix = only === undefined ? undefined : parseAddress(only)?.prefix
  return prefix !== undefined && others.length === 0 && prefix < (isVersion6(vip) ? 128 : 32)
}

function isLinkLocal(written: string): boolean {
  return networkContains('fe80::/10', bare(written))
}

/** A host that no role needs may have a name that nobody can resolve. */
function addressIfKnown(host: HostView): string | undefined {
  try {
    return host.address
  } catch {
    return undefined
  }
}
