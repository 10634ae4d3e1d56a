import type { HostView } from '../../contract.ts'
import { type FindHosts, type MeantServer, serversMeant, type WrittenServer, weightOf } from '../hosts/servers.ts'
import { refuseClashes } from './server-clashes.ts'
import type { Service } from './virtual-server.ts'

/** A real server as it may be written out. */
interface Written extends WrittenServer {
  readonly port?: number | undefined
}

/** What a virtual server says of its real servers: a group's name, or a list. */
interface Balanced<Described extends Written> extends Service {
  readonly real_servers: string | readonly Described[]
}

/** A real server with everything that was left to defaults. */
export interface RealServer<Described extends Written> extends MeantServer<Described> {
  /** The host's name, or the address of one that the inventory does not know. */
  readonly name: string
  /** 0 for a service by firewall mark: every port is passed on as it is. */
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
  const reals = serversMeant(server.real_servers, find).map((real) => ({
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
