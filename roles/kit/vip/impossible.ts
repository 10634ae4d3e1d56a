import type { HostView, Lint } from '../../contract.ts'
import { bare, interfaceWith, isBroadcast, isVersion6, networkContains, parseAddress } from '../addresses.ts'
import type { FindHosts } from '../hosts/servers.ts'
import { refuse } from '../lints/lint.ts'

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
    const networks = (host.facts?.interfaces ?? []).flatMap((one) => (one.name === 'lo' ? [] : one.addresses))
    const network = networks.find((one) => isBroadcast(address, one))
    return network === undefined
      ? []
      : [refuse(56, `the VIP ${address} is the broadcast address of ${network} on ${host.name}`)]
  })
}

/** The first address of an interface, if it has a network, is its own: virtual addresses come after it. */
function isOwn(vip: string, host: HostView): boolean {
  if (vip === addressIfKnown(host) || vip === bare(host.facts?.reachedAt ?? '')) return true
  const written = interfaceWith(host.facts, vip)?.addresses.find(
    (one) => isVersion6(one) === isVersion6(vip) && !isLinkLocal(one),
  )
  return (
    written !== undefined &&
    bare(written) === vip &&
    (parseAddress(written)?.prefix ?? 0) < (isVersion6(vip) ? 128 : 32)
  )
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
