import type { HostView } from '../contract.ts'
import { endpoint } from '../kit/addresses.ts'
import { type FindHosts, type ResolvedServer, resolveServers, weightOf } from '../kit/hosts/servers.ts'
import type { DescribedServer, Upstream } from './vars/upstream.ts'

/** A server of an upstream with all defaults applied. */
export interface Server {
  /** The host's name, or the address, name or socket of a server that is not in the inventory. */
  readonly name: string
  /** Undefined for a server that is not in the inventory. */
  readonly host: HostView | undefined
  /** Undefined for a server by DNS name or socket. */
  readonly address: string | undefined
  readonly port: number
  /** As nginx writes it, in its configuration and in logs; a DNS name stands only in the configuration. */
  readonly endpoint: string
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
  const { servers } = upstream
  if (typeof servers === 'string') return resolveServers(servers, find).map((server) => resolve(upstream, server))
  return servers.flatMap((described) => {
    const elsewhere = described.dns ?? described.socket
    const resolved: readonly ResolvedServer<DescribedServer>[] =
      elsewhere === undefined ? resolveServers([described], find) : [{ described, host: undefined, address: elsewhere }]
    return resolved.map((server) => resolve(upstream, server))
  })
}

/** Whether nginx looks up the names of servers, so that nobody knows their addresses. */
export function hasNames({ servers = [] }: Partial<Pick<Upstream, 'servers'>>): boolean {
  return typeof servers !== 'string' && servers.some(({ dns }) => dns !== undefined)
}

const MOST_WEIGHT = 65535

function resolve(upstream: Upstream, server: ResolvedServer<DescribedServer>): Server {
  const { described, host, address } = server
  const weight = weightOf(server, MOST_WEIGHT)
  const port = described.port ?? upstream.port
  const isAddress = described.dns === undefined && described.socket === undefined
  return {
    name: host?.name ?? address,
    host,
    address: isAddress ? address : undefined,
    port,
    endpoint: described.socket === undefined ? endpoint(address, port) : `unix:${described.socket}`,
    weight: Math.max(1, weight),
    maxFails: described.max_fails ?? upstream.max_fails,
    failTimeout: described.fail_timeout ?? upstream.fail_timeout,
    maxConns: described.max_conns ?? upstream.max_conns,
    backup: described.backup ?? false,
    down: described.down === true || weight === 0,
  }
}
