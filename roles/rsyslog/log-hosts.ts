import { isIP } from 'node:net'
import type { HostView, RoleContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'

/** A log host or a sender. */
export interface Place {
  /** The host's name, or the address of one that the inventory does not know. */
  readonly name: string
  readonly address: string
  readonly host: HostView | undefined
}

/** The hosts that groups, names and addresses stand for, each once. Throws `input` for a name that nothing has. */
export function placesOf(
  written: string | readonly string[],
  { hosts }: Pick<RoleContext<unknown>, 'hosts'>,
): readonly Place[] {
  const found = [written].flat().flatMap((one): readonly Place[] => {
    if (isIP(one) !== 0) return [{ name: one, address: one, host: undefined }]
    return hosts(one).map((host) => ({ name: host.name, address: addressOf(host), host }))
  })
  return found.filter(({ address }, index) => found.findIndex((other) => other.address === address) === index)
}

/** The log hosts of a host; it does not send to itself. */
export function logHostsOf(
  to: string | readonly string[],
  context: Pick<RoleContext<unknown>, 'hosts' | 'host'>,
): readonly Place[] {
  return placesOf(to, context).filter(
    ({ name, address }) => name !== context.host.name && address !== context.host.address,
  )
}
