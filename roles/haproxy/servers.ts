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
  /** How many addresses of a name are used, each as a server of its own; undefined for one line. */
  readonly slots: number | undefined
  readonly host: HostView | undefined
  /** A command has taken it out by maintenance, because weight 0 would not do. */
  readonly inMaintenance: boolean
  /** Its entry in vars; empty for a host of a group. */
  readonly described: Partial<DescribedServer>
}

/** The servers of a backend, one a line. A group's name is expanded to its hosts, each with its own `weight`. */
export function serversOf(back: Back, find: FindHosts): readonly Server[] {
  const all = entriesOf(back, find).map((server) => resolve(back, server))
  const named = all.map(({ name }) => name)
  // Without a name of its own, a server that is there with several ports has the port in its name.
  return all.map((server) => {
    const isShared = server.described.name === undefined && named.filter((one) => one === server.name).length > 1
    return isShared ? { ...server, name: `${server.name}_${server.port}` } : server
  })
}

function entriesOf({ servers }: Back, find: FindHosts): readonly ResolvedServer<DescribedServer>[] {
  if (typeof servers === 'string') return resolveServers(servers, find)
  return servers.flatMap((described) => {
    const place = described.dns ?? described.socket
    return place === undefined
      ? resolveServers<DescribedServer>([described], find)
      : [{ described, host: undefined, address: place }]
  })
}

/** The same as HAProxy has them, with the servers that stand in lines of the user's own, for checks. */
export function checkedServersOf(back: Back, find: FindHosts): readonly CheckedServer[] {
  return [
    ...serversOf(back, find).flatMap((server): readonly CheckedServer[] => {
      const { slots } = server
      if (slots === undefined) return [server]
      return Array.from({ length: slots }, (_, index) => ({
        ...server,
        name: `${server.name}${index + 1}`,
        isSlot: true,
      }))
    }),
    ...serversIn(ownLines(back)),
  ]
}

function resolve(back: Back, server: ResolvedServer<DescribedServer>): Server {
  const { described, host, address } = server
  const options = back.default_server
  const own = serverWords([options.extra, described.extra].flatMap((one) => wordsOf(one?.reveal() ?? '')))
  const place = described.socket === undefined ? address : address.replace(/^.*\//, '')
  const inMaintenance = host?.given?.now === 0 && (keepsClients(back) || weighsAtStart(back))
  return {
    name: (described.name ?? host?.name ?? place).replaceAll(/[^\w.-]/g, '_'),
    address,
    port: described.port ?? back.port ?? portOf(back),
    host,
    weight: weightOf(inMaintenance ? withoutGiven(server) : server, WEIGHT_LIMIT),
    inMaintenance,
    backup: (described.backup ?? false) || own.backup,
    disabled: own.disabled || inMaintenance,
    byAgent: own.byAgent || options.agent !== undefined || described.agent !== undefined,
    isSlot: false,
    slots: described.slots,
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
