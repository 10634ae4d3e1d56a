import type { HostView } from './contract.ts'
import { addressOf } from './vars/host-address.ts'
import { hostNumber } from './vars/host-number.ts'

/** Finds hosts by a group's name, a host's or a pattern; throws `input` for an unknown one. */
export type FindHosts = (pattern: string) => readonly HostView[]

/** A real server as it may be written out. */
interface Written {
  readonly host?: string | undefined
  readonly address?: string | undefined
  readonly port?: number | undefined
  readonly weight?: number | undefined
}

/** What a virtual server says of its real servers: a group's name, or a list. */
interface Balanced<Described extends Written> {
  readonly port?: number | undefined
  readonly real_servers: string | readonly Described[]
}

/** A real server with everything that was left to defaults. */
export interface RealServer<Described extends Written> {
  /** The host's name, or the address of one that the inventory does not know. */
  readonly name: string
  /** Undefined for a server that the inventory does not know. */
  readonly host: HostView | undefined
  readonly address: string
  /** 0 for a service by firewall mark: every port is passed on as it is. */
  readonly port: number
  readonly weight: number
  /** What else is written about it. */
  readonly described: Partial<Described>
}

/** The real servers of a virtual server. A group's name stands for its hosts, each with its own `weight`. */
export function realServersIn<Described extends Written>(
  server: Balanced<Described>,
  find: FindHosts,
): readonly RealServer<Described>[] {
  if (typeof server.real_servers === 'string')
    return find(server.real_servers).map((host) => resolve(server, {}, host, addressOf(host)))
  return server.real_servers.flatMap((described) => {
    if (described.address !== undefined) return [resolve(server, described, undefined, described.address)]
    return find(described.host ?? '').map((host) => resolve(server, described, host, addressOf(host)))
  })
}

function resolve<Described extends Written>(
  server: Balanced<Described>,
  described: Partial<Described>,
  host: HostView | undefined,
  address: string,
): RealServer<Described> {
  return {
    name: host?.name ?? address,
    host,
    address,
    port: described.port ?? server.port ?? 0,
    weight: described.weight ?? (host === undefined ? undefined : hostNumber(host, 'weight', 0, 65535)) ?? 1,
    described,
  }
}

/** Whether a director is a real server too, by DR or TUN (rule 10). */
export function servesItself<Described extends Written>(
  servers: readonly (Balanced<Described> & { readonly mode: string })[],
  director: HostView,
  find: FindHosts,
): boolean {
  return servers
    .filter((server) => server.mode !== 'nat')
    .some((server) => realServersIn(server, find).some((real) => real.address === director.address))
}
