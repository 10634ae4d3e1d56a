import type { HostView } from '../contract.ts'
import { addressOf } from '../vars/host-address.ts'
import { hostNumber } from '../vars/host-number.ts'
import type { DescribedServer, Upstream } from './vars-upstream.ts'

/** A server of an upstream with everything that was left to defaults. */
export interface Server {
  /** The host's name, or the address of one that the inventory does not know. */
  readonly name: string
  /** Undefined for a server that the inventory does not know. */
  readonly host: HostView | undefined
  readonly address: string
  readonly port: number
  /** At least 1: nginx knows no weight 0, one that has it is down. */
  readonly weight: number
  readonly maxFails: number
  readonly failTimeout: string
  readonly maxConns: number | undefined
  readonly backup: boolean
  readonly down: boolean
}

/** Finds hosts by a group's name, a host's or a pattern; throws `input` for an unknown one. */
export type FindHosts = (pattern: string) => readonly HostView[]

/** The servers of an upstream. A group's name stands for its hosts, each with its own `weight`. */
export function serversOf(upstream: Upstream, find: FindHosts): readonly Server[] {
  if (typeof upstream.servers === 'string')
    return find(upstream.servers).map((host) => resolve(upstream, {}, host, addressOf(host)))
  return upstream.servers.flatMap((described) => {
    if (described.address !== undefined) return [resolve(upstream, described, undefined, described.address)]
    return find(described.host ?? '').map((host) => resolve(upstream, described, host, addressOf(host)))
  })
}

function resolve(
  upstream: Upstream,
  described: Partial<DescribedServer>,
  host: HostView | undefined,
  address: string,
): Server {
  const weight = described.weight ?? (host === undefined ? undefined : hostNumber(host, 'weight', 0, 65535)) ?? 1
  return {
    name: host?.name ?? address,
    host,
    address,
    port: described.port ?? upstream.port,
    weight: Math.max(1, weight),
    maxFails: described.max_fails ?? upstream.max_fails,
    failTimeout: described.fail_timeout ?? upstream.fail_timeout,
    maxConns: described.max_conns ?? upstream.max_conns,
    backup: described.backup ?? false,
    down: described.down === true || weight === 0,
  }
}
