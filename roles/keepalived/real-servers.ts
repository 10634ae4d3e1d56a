import type { HostView } from '../contract.ts'
import { addressOf } from '../vars/host-address.ts'
import { hostNumber } from '../vars/host-number.ts'
import type { Checker } from './vars-checker.ts'
import type { DescribedRealServer, VirtualServer } from './vars-server.ts'

/** A real server with everything that was left to defaults. */
export interface RealServer {
  /** The host's name, or the address of one that the inventory does not know. */
  readonly name: string
  /** Undefined for a server that the inventory does not know. */
  readonly host: HostView | undefined
  readonly address: string
  /** 0 for a service by firewall mark: every port is passed on as it is. */
  readonly port: number
  readonly weight: number
  readonly check: Checker
  readonly inhibitOnFailure: boolean
  /** What else is written about it. */
  readonly described: Partial<DescribedRealServer>
}

/** Finds hosts by a group's name, a host's or a pattern; throws `input` for an unknown one. */
export type FindHosts = (pattern: string) => readonly HostView[]

/** The real servers of a virtual server. A group's name stands for its hosts, each with its own `weight`. */
export function realServersOf(server: VirtualServer, find: FindHosts): readonly RealServer[] {
  if (typeof server.real_servers === 'string')
    return find(server.real_servers).map((host) => resolve(server, {}, host, addressOf(host)))
  return server.real_servers.flatMap((described) => {
    if (described.address !== undefined) return [resolve(server, described, undefined, described.address)]
    return find(described.host ?? '').map((host) => resolve(server, described, host, addressOf(host)))
  })
}

function resolve(
  server: VirtualServer,
  described: Partial<DescribedRealServer>,
  host: HostView | undefined,
  address: string,
): RealServer {
  return {
    name: host?.name ?? address,
    host,
    address,
    port: described.port ?? server.port ?? 0,
    weight: described.weight ?? (host === undefined ? undefined : hostNumber(host, 'weight', 0, 65535)) ?? 1,
    check: described.check ?? server.check ?? defaultCheck(server),
    inhibitOnFailure: described.inhibit_on_failure ?? server.inhibit_on_failure,
    described,
  }
}

/** A connection proves something of TCP only, and a firewall mark names no port to connect to. */
function defaultCheck(server: VirtualServer): Checker {
  if (server.protocol === 'udp' || server.fwmark !== undefined) return { none: true }
  return { tcp: { timeout: 3, retry: 2, delay_before_retry: 1 } }
}

/** Whether a director is a real server too, by DR or TUN (rule 10). */
export function servesItself(servers: readonly VirtualServer[], director: HostView, find: FindHosts): boolean {
  return servers
    .filter((server) => server.mode !== 'nat')
    .some((server) => realServersOf(server, find).some((real) => real.address === director.address))
}
