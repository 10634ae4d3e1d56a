import type { HostView } from '../contract.ts'
import { addressOf } from '../vars/host-address.ts'
import { hostNumber } from '../vars/host-number.ts'
import type { Back, Listen } from './vars-proxy.ts'
import { type DescribedServer, WEIGHT_LIMIT } from './vars-server.ts'

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

/** Finds hosts by a group's name, a host's or a pattern; throws `input` for an unknown one. */
export type FindHosts = (pattern: string) => readonly HostView[]

/** The servers of a backend. A group's name stands for its hosts, each with its own `weight`. */
export function serversOf(back: Back, find: FindHosts): readonly Server[] {
  if (typeof back.servers === 'string')
    return find(back.servers).map((host) => resolve(back, {}, host, addressOf(host)))
  return back.servers.flatMap((described) => {
    if (described.address !== undefined) return [resolve(back, described, undefined, described.address)]
    return find(described.host ?? '').map((host) => resolve(back, described, host, addressOf(host)))
  })
}

function resolve(back: Back, described: Partial<DescribedServer>, host: HostView | undefined, address: string): Server {
  return {
    name: (described.name ?? host?.name ?? address).replaceAll(/[^\w.-]/g, '_'),
    address,
    port: described.port ?? back.port ?? portOf(back),
    weight: described.weight ?? (host === undefined ? undefined : hostNumber(host, 'weight', 0, WEIGHT_LIMIT)) ?? 1,
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
