import type { HostView } from '../contract.ts'
import { bare, interfaceTowards, networkContains } from '../kit/addresses.ts'
import { addressOf } from '../kit/hosts/address.ts'

/**
 * The address from which a host connects to another: accounts are limited to it (rule 44). It is the host's own address,
 * unless the other is in a network where the host has another one.
 */
export function outgoingAddress(host: HostView, to: HostView, vip: string | undefined): string {
  const own = addressOf(host)
  const candidates = (interfaceTowards(host.facts, to.address)?.addresses ?? [])
    .filter((written) => networkContains(written, to.address))
    .map(bare)
    .filter((address) => address !== vip)
  const [first] = candidates
  return first === undefined || candidates.includes(own) ? own : first
}
