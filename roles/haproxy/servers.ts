import type { HostView } from '../contract.ts'
import { type FindHosts, type ResolvedServer, resolveServers, weightOf } from '../kit/hosts/servers.ts'
import { keepsClients, weighsAtStart } from './live.ts'
import { ownLines } from './own/lines.ts'
import { type CheckedServer, serversIn, serverWords } from './own/servers.ts'
import type { Back, Listen } from './vars/proxy.ts'
import { type DescribedServer, WEIGHT_LIMIT } from './vars/server.ts'
import { wordsOf } from './words.ts'

/** A server of a backend, with defaults filled in. */
export interface Server extends CheckedServer {
  readonly address: string
  readonly port: number
  readonly checked: boolean
  readonly host: HostView | undefined
  /** A command has taken it out by maintenance, because weight 0 would not do. */
  readonly inMaintenance: boolean
  /** Its entry in vars; empty for a host of a group. */
  readonly described: Partial<DescribedServer>
}

/** The servers of a backend. A group's name is expanded to its hosts, each with its own `weight`. */
export function serversOf(back: Back, find: FindHosts): readonly Server[] {
  return resolveServers(back.servers, find).map((server) => resolve(back, server))
}

/** The same with the servers that stand in lines of the user's own, for checks. */
export function checkedServersOf(back: Back, find: FindHosts): readonly CheckedServer[] {
  return [...serversOf(back, find), ...serversIn(ownLines(back))]
}

function resolve(back: Back, server: ResolvedServer<DescribedServer>): Server {
  const { described, host, address } = server
  const options = back.default_server
  const own = serverWords(wordsOf([options.extra, described.extra].join(' ')))
  const inMaintenance = host?.given?.now === 0 && (keepsClients(back) || weighsAtStart(back))
  return {
    name: (described.name ?? host?.name ?? address).replaceAll(/[^\w.-]/g, '_'),
    address,
    port: described.port ?? back.port ?? portOf(back),
    host,
    weight: weightOf(inMaintenance ? withoutGiven(server) : server, WEIGHT_LIMIT),
    inMaintenance,
    backup: (described.backup ?? false) || own.backup,
    disabled: own.disabled || inMaintenance,
    byAgent: own.byAgent || options.agent !== undefined || described.agent !== undefined,
    isSlot: false,
    checked: (described.check ?? true) && back.check.none === undefined,
    described,
  }
}

/** A server in maintenance keeps its weight. */
function withoutGiven(server: ResolvedServer<DescribedServer>): ResolvedServer<DescribedServer> {
  const { host } = server
  return host === undefined ? server : { ...server, host: Object.create(host, { given: { value: undefined } }) }
}

function portOf(back: Back): number {
  return isListen(back) ? (back.binds[0]?.port ?? 80) : 80
}

function isListen(back: Back): back is Listen {
  return 'binds' in back
}
