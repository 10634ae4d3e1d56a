import { isIP } from 'node:net'
import type { LocatedEntry } from '../../engine/errors/document.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { Facts } from '../../engine/facts.ts'
import { canonicalIp } from '../../engine/resources/fields/ip.ts'
import { isNetwork, ownAddressIn } from '../../roles/kit/addresses.ts'

/** A host whose address inside the cluster is written in the inventory. */
interface Written {
  readonly name: string
  readonly entry: LocatedEntry
  /** With look-ups resolved. */
  readonly value: unknown
  /** Undefined if the command is not connected to the host. */
  readonly facts: Facts | undefined
}

/** The address at which other hosts of the cluster reach a host: the written one, or its own in the written network. */
export function clusterAddress({ name, entry, value, facts }: Written): string {
  const { source, offset } = entry.value.place
  const refusal = (message: string, hint: string) =>
    new EvenkeelError('input', message, { where: source.location(offset), hint })
  const written = typeof value === 'string' ? value : ''
  if (isIP(written) !== 0 && !written.includes('%')) return canonicalIp(written)
  if (!isNetwork(written))
    throw refusal(
      `"${entry.key}" of ${name} cannot be ${JSON.stringify(value)}: an IP address is needed, or a network such as 10.0.0.0/24`,
      `"${entry.key}" is where the cluster's other hosts reach ${name}. A variable with another meaning needs another name.`,
    )
  if (facts === undefined)
    throw refusal(
      `The address of ${name} in ${written} is needed, and this command does not log in to ${name}`,
      `Write the address itself: "${entry.key}: ADDRESS".`,
    )
  const own = ownAddressIn(facts, written)
  if (own !== undefined) return own
  const has = facts.interfaces
    .filter((one) => one.name !== 'lo')
    .flatMap((one) => one.addresses.map((address) => `${address} on ${one.name}`))
  throw refusal(`${name} has no address in ${written}`, `It has ${has.join(', ') || 'no address at all'}.`)
}
