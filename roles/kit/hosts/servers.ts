import type { HostView } from '../../contract.ts'
import { addressOf } from './address.ts'
import { hostNumber } from './number.ts'

/** Finds hosts by the name of a group or a host, or by a pattern. Throws `input` for an unknown name. */
export type FindHosts = (pattern: string) => readonly HostView[]

/** One entry of a list of servers: an address, or hosts of the inventory. */
export interface WrittenServer {
  readonly host?: string | undefined
  readonly address?: string | undefined
  readonly weight?: number | undefined
}

/** One server of a group or a list. */
export interface ResolvedServer<Described extends WrittenServer> {
  /** Its entry in the list; empty for a host of a group. */
  readonly described: Partial<Described>
  /** Undefined for a server that is not in the inventory. */
  readonly host: HostView | undefined
  readonly address: string
}

/** The servers of a list, or of a group's name, which stands for its hosts. */
export function resolveServers<Described extends WrittenServer>(
  servers: string | readonly Described[],
  find: FindHosts,
): readonly ResolvedServer<Described>[] {
  if (typeof servers === 'string')
    return find(servers).map((host) => ({ described: {}, host, address: addressOf(host) }))
  return servers.flatMap((described): ResolvedServer<Described>[] => {
    if (described.address !== undefined) return [{ described, host: undefined, address: described.address }]
    return find(described.host ?? '').map((host) => ({ described, host, address: addressOf(host) }))
  })
}

/** The weight that a command gave the server, else that in the list, else the host variable `weight`, which is at most `most`, else 1. */
export function weightOf<Described extends WrittenServer>(
  { described, host }: ResolvedServer<Described>,
  most: number,
): number {
  return (
    host?.given?.now ?? described.weight ?? (host === undefined ? undefined : hostNumber(host, 'weight', 0, most)) ?? 1
  )
}
