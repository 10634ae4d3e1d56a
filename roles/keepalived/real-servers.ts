import type { FindHosts } from '../kit/hosts/servers.ts'
import { type RealServer as Found, realServersIn } from '../kit/ipvs/real-servers.ts'
import { type Checker, checker } from './vars/checker.ts'
import type { DescribedRealServer, VirtualServer } from './vars/server.ts'

/** A real server, and how keepalived checks it. */
export interface RealServer extends Found<DescribedRealServer> {
  readonly check: Checker
  readonly inhibitOnFailure: boolean
}

/** The real servers of a virtual server. */
export function realServersOf(server: VirtualServer, find: FindHosts): readonly RealServer[] {
  return realServersIn(server, find).map((real) => ({
    ...real,
    check: real.described.check ?? server.check ?? defaultCheck(server),
    inhibitOnFailure: real.described.inhibit_on_failure ?? server.inhibit_on_failure,
  }))
}

/** All servers that can get requests, the sorry server among them. */
export function answeringServers(
  server: VirtualServer,
  find: FindHosts,
): readonly Pick<RealServer, 'name' | 'address' | 'port'>[] {
  const { sorry_server: sorry, port = 0 } = server
  if (sorry === undefined) return realServersOf(server, find)
  const { address } = sorry
  return [...realServersOf(server, find), { name: `the sorry server ${address}`, address, port: sorry.port ?? port }]
}

/** TCP by a connection; none for UDP, where it proves nothing, and for a firewall mark, which has no port. */
function defaultCheck(server: VirtualServer): Checker {
  if (server.protocol === 'udp' || server.fwmark !== undefined) return checker.parse({ none: true })
  return checker.parse({ tcp: true })
}
