import type { Check } from '../../../engine/check.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type Balance, balanceCheck } from '../../kit/ipvs/checks/balance.ts'
import { FOLLOWED_REQUESTS, type Observers, pathCheck } from '../../kit/ipvs/checks/path.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { realServersOf } from '../real-servers.ts'
import type { VirtualServer } from '../vars/server.ts'
import { requestsTo } from './requests.ts'
import { describedService } from './table.ts'

/** Requests of a virtual server are spread; undefined for what cannot be asked over TCP. */
export function spreadCheck(server: VirtualServer, find: FindHosts, balance: Balance): Check | undefined {
  const ask = requestsTo(server, balance.requests)
  return ask && balanceCheck(describedService(server, find), ask, balance)
}

/** Packets of a virtual server go the way of its mode; undefined for what cannot be asked over TCP. */
export function wayCheck(server: VirtualServer, find: FindHosts, observers: Observers): Check | undefined {
  const ask = requestsTo(server, FOLLOWED_REQUESTS)
  const realServers = realServersOf(server, find).flatMap((real) => real.host ?? [])
  return ask && pathCheck({ name: serviceName(server), mode: server.mode, realServers }, ask, observers)
}
