import type { HostView } from '../../contract.ts'
import { type FindHosts, type ResolvedServer, resolveServers, type WrittenServer, weightOf } from '../hosts/servers.ts'
import { refuseClashes } from './server-clashes.ts'
import type { Service } from './virtual-server.ts'

/** One entry of a list of real servers. */
interface Written extends WrittenServer {
  readonly port?: number | undefined
}

/** A virtual server with its real servers: a group's name, or a list. */
interface Balanced<Described extends Written> extends Service {
  readonly real_servers: string | readonly Described[]
}

/** A real server with all defaults filled in. */
export interface RealServer<Described extends Written> extends ResolvedServer<Described> {
  /** The host's name, or the address of a server that is not in the inventory. */
  readonly name: string
  /** 0 for a service by firewall mark: every port is passed on unchanged. */
  readonly port: number
  readonly weight: number
}

/**
 * The real servers of a virtual server. A group's name stands for its hosts, each with its own `weight`. Throws `input`
 * for servers that cannot be in the IPVS table together.
 */
export function realServersIn<Described extends Written>(
  server: Balanced<Described>,
  find: FindHosts,
): readonly RealServer<Described>[] {
  const reals = resolveServers(server.real_servers, find).map((real) => ({
    ...real,
    name: real.host?.name ?? real.address,
    port: real.described.port ?? server.port ?? 0,
    weight: weightOf(real, MOST_WEIGHT),
  }))
  refuseClashes(server, reals)
  return reals
}

const MOST_WEIGHT = 65535

/** The addresses of all real servers behind mode nat. */
export function translatedAddresses<Described extends Written>(
  servers: readonly (Balanced<Described> & { readonly mode: string })[],
  find: FindHosts,
): readonly string[] {
  return servers
    .filter((server) => server.mode === 'nat')
    .flatMap((server) => realServersIn(server, find).map(({ address }) => address))
}

/** Whether a director is also a real server, with DR or TUN (rule 10). */
export function servesItself<Described extends Written>(
  servers: readonly (Balanced<Described> & { readonly mode: string })[],
  director: HostView,
  find: FindHosts,
): boolean {
  return servers
    .filter((server) => server.mode !== 'nat')
    .some((server) => realServersIn(server, find).some((real) => real.address === director.address))
}
