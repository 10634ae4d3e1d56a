import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { HostView } from '../../contract.ts'
import { networkContains, ownAddressIn } from '../../kit/addresses.ts'
import { addressOf } from '../../kit/hosts/address.ts'
import type { Instance } from '../vars/instance.ts'

/**
 * The address at which a member gets unicast adverts, and from which it sends them (rule 55): the one that is written for
 * it, its own one in the written network, else its address inside the cluster.
 */
export function advertAddress({ name, unicast }: Instance, member: HostView): string {
  if (typeof unicast === 'boolean') return addressOf(member)
  if (typeof unicast === 'object') return unicast[member.name] ?? missing(name, member, 'has none for this member')
  // The same with and without a login to the member, so that --limit changes nothing.
  if (networkContains(unicast, member.address)) return member.address
  return ownAddressIn(member.facts, unicast) ?? missing(name, member, whyNot(unicast, member))
}

function whyNot(network: string, { facts }: HostView): string {
  if (facts === undefined) return `is ${network}, and this command does not log in to it`
  return `is ${network}, in which it has no address`
}

function missing(instance: string, { name }: HostView, why: string): never {
  throw new EvenkeelError(
    'input',
    `Cannot find the address of ${name} for adverts of instance "${instance}": unicast ${why}`,
    { host: name, hint: `Write an address for each member: unicast: { ${name}: ADDRESS, … }` },
  )
}
