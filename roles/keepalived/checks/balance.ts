import type { Check } from '../../../engine/check.ts'
import type { Sh } from '../../../engine/shell.ts'
import { endpoint } from '../../kit/addresses.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type Balance, balanceCheck } from '../../kit/ipvs/checks/balance.ts'
import { FOLLOWED_REQUESTS, type Observers, pathCheck } from '../../kit/ipvs/checks/path.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { askTimes, connectTimes } from '../../kit/looks/http.ts'
import { realServersOf } from '../real-servers.ts'
import type { VirtualServer } from '../vars/server.ts'
import { describedService } from './table.ts'

/** Requests to a virtual server are spread over its real servers. Undefined if it has no TCP port. */
export function spreadCheck(server: VirtualServer, find: FindHosts, balance: Balance): Check | undefined {
  const ask = requestsTo(server, balance.requests)
  return ask && balanceCheck(describedService(server, find), ask, balance)
}

/** Packets of a virtual server take the path of its mode. Undefined if it has no TCP port. */
export function packetPathCheck(server: VirtualServer, find: FindHosts, observers: Observers): Check | undefined {
  const ask = requestsTo(server, FOLLOWED_REQUESTS)
  const realServers = realServersOf(server, find).flatMap((real) => real.host ?? [])
  return ask && pathCheck({ name: serviceName(server), mode: server.mode, realServers }, ask, observers)
}

/** Makes requests to a virtual server, one after the other. Undefined if it has no TCP port. */
function requestsTo(server: VirtualServer, count: number): Sh | undefined {
  if (server.vip === undefined || server.port === undefined || server.protocol !== 'tcp') return undefined
  const { http, https } = server.check ?? {}
  const plain = http ?? https
  if (plain === undefined || plain.port !== undefined) return connectTimes(count, server.vip, server.port)
  const scheme = http === undefined ? 'https' : 'http'
  const url = `${scheme}://${endpoint(server.vip, server.port)}${plain.path}`
  return askTimes(count, { url, host: plain.host ?? server.host })
}
