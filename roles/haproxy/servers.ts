import { type FindHosts, type MeantServer, serversMeant, weightOf } from '../kit/hosts/servers.ts'
import type { Back, Listen } from './vars/proxy.ts'
import { type DescribedServer, WEIGHT_LIMIT } from './vars/server.ts'

/** A server of a backend with everything that was left to defaults. */
export interface Server {
  /** As HAProxy calls it. */
  readonly name: string
  readonly address: string
  readonly port: number
  readonly weight: number
  readonly backup: boolean
  readonly checked: boolean
  /** What else is written about it. */
  readonly described: Partial<DescribedServer>
}

/** The servers of a backend. A group's name stands for its hosts, each with its own `weight`. */
export function serversOf(back: Back, find: FindHosts): readonly Server[] {
  return serversMeant(back.servers, find).map((server) => resolve(back, server))
}

function resolve(back: Back, server: MeantServer<DescribedServer>): Server {
  const { described, host, address } = server
  return {
    name: (described.name ?? host?.name ?? address).replaceAll(/[^\w.-]/g, '_'),
    address,
    port: described.port ?? back.port ?? portOf(back),
    weight: weightOf(server, WEIGHT_LIMIT),
    backup: described.backup ?? false,
    checked: (described.check ?? true) && back.check.none === undefined,
    described,
  }
}

function portOf(back: Back): number {
  return isListen(back) ? (back.binds[0]?.port ?? 80) : 80
}

function isListen(back: Back): back is Listen {
  return 'binds' in back
}
