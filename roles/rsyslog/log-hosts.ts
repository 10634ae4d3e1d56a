import { isIP } from 'node:net'
import type { HostView, RoleContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'

/** A log host, or a sender of logs. */
export interface LogPeer {
  /** The host's name, or the address of a peer that is not in the inventory. */
  readonly name: string
  readonly address: string
  readonly host: HostView | undefined
}

/** The hosts of groups, names and addresses, each once. Throws `input` for an unknown name. */
export function logPeersOf(
  written: string | readonly string[],
  { hosts }: Pick<RoleContext<unknown>, 'hosts'>,
): readonly LogPeer[] {
  const found = [written].flat().flatMap((one): readonly LogPeer[] => {
    if (isIP(one) !== 0) return [{ name: one, address: one, host: undefined }]
    return hosts(one).map((host) => ({ name: host.name, address: addressOf(host), host }))
  })
  return found.filter(({ address }, index) => found.findIndex((other) => other.address === address) === index)
}

/** The log hosts of a host, without the host itself. */
export function logHostsOf(
  to: string | readonly string[],
  context: Pick<RoleContext<unknown>, 'hosts' | 'host'>,
): readonly LogPeer[] {
  return logPeersOf(to, context).filter(
    ({ name, address }) => name !== context.host.name && address !== context.host.address,
  )
}
