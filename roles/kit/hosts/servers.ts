import type { HostView } from '../../contract.ts'
import { addressOf } from './address.ts'
import { hostNumber } from './number.ts'

/** Finds hosts by a group's name, a host's or a pattern; throws `input` for an unknown one. */
export type FindHosts = (pattern: string) => readonly HostView[]

/** A server as it may be written out: an address, or hosts of the inventory. */
export interface WrittenServer {
  readonly host?: string | undefined
  readonly address?: string | undefined
  readonly weight?: number | undefined
}

/** One server that is meant by what is written. */
export interface MeantServer<Described extends WrittenServer> {
  /** What is written about it; nothing where it is only a host of a group. */
  readonly described: Partial<Described>
  /** Undefined for a server that the inventory does not know. */
  readonly host: HostView | undefined
  readonly address: string
}

/** The servers that are meant by a list, or by the name of a group, which stands for its hosts. */
export function serversMeant<Described extends WrittenServer>(
  servers: string | readonly Described[],
  find: FindHosts,
): readonly MeantServer<Described>[] {
  if (typeof servers === 'string')
    return find(servers).map((host) => ({ described: {}, host, address: addressOf(host) }))
  return servers.flatMap((described): MeantServer<Described>[] => {
    if (described.address !== undefined) return [{ described, host: undefined, address: described.address }]
    return find(described.host ?? '').map((host) => ({ described, host, address: addressOf(host) }))
  })
}

/** Its weight as it is written, or the host's own, `most` at most; 1 where neither says one. */
export function weightOf<Described extends WrittenServer>(
  { described, host }: MeantServer<Described>,
  most: number,
): number {
  return described.weight ?? (host === undefined ? undefined : hostNumber(host, 'weight', 0, most)) ?? 1
}
