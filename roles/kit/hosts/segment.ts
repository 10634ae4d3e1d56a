import type { Facts, NetworkInterface } from '../../../engine/facts.ts'
import type { HostView } from '../../contract.ts'
import { interfaceTowards, interfaceWith } from '../addresses.ts'

/** The interface for a virtual address on a host: the one in the address's network, else the one of the host's own address. */
export function interfaceFor(vip: string, host: HostView & { readonly facts: Facts }): NetworkInterface | undefined {
  const { facts } = host
  const reached = facts.reachedAt === undefined ? undefined : interfaceWith(facts, facts.reachedAt)
  return interfaceTowards(facts, vip) ?? interfaceWith(facts, host.address) ?? reached
}

/** A host that can ask the segment of an address by ARP, and its interface there. */
export interface Witness {
  readonly name: string
  readonly interface: string
}

/** The connected hosts that have an interface in the network of an address. */
export function witnesses(vip: string, hosts: readonly HostView[]): readonly Witness[] {
  return hosts.flatMap((host) => {
    const found = interfaceTowards(host.facts, vip)
    return found === undefined ? [] : [{ name: host.name, interface: found.name }]
  })
}
