import type { HostView } from '../contract.ts'
import { type FindHosts, type ResolvedServer, resolveServers, weightOf } from '../kit/hosts/servers.ts'
import type { DescribedServer, Upstream } from './vars/upstream.ts'

/** A server of an upstream with all defaults applied. */
export interface Server {
  /** The host's name, or the address of a server that is not in the inventory. */
  readonly name: string
  /** Undefined for a server that is not in the inventory. */
  readonly host: HostView | undefined
  readonly address: string
  readonly port: number
  /** At least 1: nginx has no weight 0, so a server with weight 0 is `down`. */
  readonly weight: number
  readonly maxFails: number
  readonly failTimeout: string
  readonly maxConns: number | undefined
  readonly backup: boolean
  readonly down: boolean
}

/** The servers of an upstream. A group's name stands for its hosts, each with its own `weight`. */
export function serversOf(upstream: Upstream, find: FindHosts): readonly Server[] {
  return resolveServers(upstream.servers, find).map((server) => resolve(upstream, server))
}

const MOST_WEIGHT = 65535

function resolve(upstream: Upstream, server: ResolvedServer<DescribedServer>): Server {
  const { described, host, address } = server
  const weight = weightOf(server, MOST_WEIGHT)
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
