import { type FindHosts, type ResolvedServer, resolveServers, weightOf } from '../kit/hosts/servers.ts'
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
  /** Its entry in vars; empty for a host of a group. */
  readonly described: Partial<DescribedServer>
}

/** The servers of a backend. A group's name is expanded to its hosts, each with its own `weight`. */
export function serversOf(back: Back, find: FindHosts): readonly Server[] {
  const all = resolveServers(back.servers, find).map((server) => resolve(back, server))
  const named = all.map(({ name }) => name)
  // Without a name of its own, a server that is there with several ports has the port in its name.
  return all.map((server) => {
    const isShared = server.described.name === undefined && named.filter((one) => one === server.name).length > 1
    return isShared ? { ...server, name: `${server.name}_${server.port}` } : server
  })
}

/** The same with the servers that stand in lines of the user's own, for checks. */
export function checkedServersOf(back: Back, find: FindHosts): readonly CheckedServer[] {
  return [...serversOf(back, find), ...serversIn(ownLines(back))]
}

function resolve(back: Back, server: ResolvedServer<DescribedServer>): Server {
  const { described, host, address } = server
  const options = back.default_server
  const own = serverWords([options.extra, described.extra].flatMap((one) => wordsOf(one?.reveal() ?? '')))
  return {
    name: (described.name ?? host?.name ?? address).replaceAll(/[^\w.-]/g, '_'),
    address,
    port: described.port ?? back.port ?? portOf(back),
    weight: weightOf(server, WEIGHT_LIMIT),
    backup: (described.backup ?? false) || own.backup,
    disabled: own.disabled,
    byAgent: own.byAgent || options.agent !== undefined || described.agent !== undefined,
    isSlot: false,
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
