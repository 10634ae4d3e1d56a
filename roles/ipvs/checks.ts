import type { Check } from '../../engine/check.ts'
import type { Sh } from '../../engine/shell.ts'
import type { RoleContext } from '../contract.ts'
import { bare, endpoint } from '../kit/addresses.ts'
import type { FindHosts } from '../kit/hosts/servers.ts'
import { answerCheck } from '../kit/ipvs/checks/answers.ts'
import { balanceCheck } from '../kit/ipvs/checks/balance.ts'
import { FOLLOWED_REQUESTS, pathCheck } from '../kit/ipvs/checks/path.ts'
import { tableCheck } from '../kit/ipvs/checks/table.ts'
import { realServersIn } from '../kit/ipvs/real-servers.ts'
import { serviceName } from '../kit/ipvs/virtual-server.ts'
import { askTimes, connectTimes } from '../kit/looks/http.ts'
import { holderCheck } from '../kit/vip/holder-check.ts'
import { carriedBy } from './carried.ts'
import { describedService } from './services.ts'
import type { IpvsVars, VirtualServer } from './vars.ts'

/** In this order: holders of the addresses, IPVS tables, answers of real servers, spread of requests. */
export function ipvsChecks(context: RoleContext<IpvsVars>): readonly Check[] {
  const { vars, members, clients, applied } = context
  const hosts: FindHosts = (pattern) => context.hosts(pattern)
  const table = vars.virtual_servers.map((server) => describedService(server, hosts))
  // Until the last director is applied, one with the old table may be the one that balances.
  const asked = applied.length < members.length ? [] : vars.virtual_servers.filter((one) => hasServers(one, hosts))
  const observers = { directors: members, clients, requests: vars.requests }
  return [
    ...carriedBy(vars).map((one) => holderCheck(bare(one.address), { members, clients })),
    ...applied.map((director) => tableCheck(director.name, table)),
    ...vars.virtual_servers.flatMap((server) => answerChecks(server, hosts)),
    ...asked.flatMap((server) => {
      const ask = requestsTo(server, vars.requests)
      return (ask && balanceCheck(describedService(server, hosts), ask, observers)) ?? []
    }),
    ...asked.flatMap((server) => {
      const ask = requestsTo(server, FOLLOWED_REQUESTS)
      const realServers = realServersIn(server, hosts).flatMap((real) => real.host ?? [])
      return (ask && pathCheck({ name: serviceName(server), mode: server.mode, realServers }, ask, observers)) ?? []
    }),
  ]
}

/** Whether a service has a server of a weight above 0, which answers. */
function hasServers(server: VirtualServer, find: FindHosts): boolean {
  return realServersIn(server, find).some(({ weight }) => weight > 0)
}

function answerChecks(server: VirtualServer, find: FindHosts): readonly Check[] {
  const { vip, protocol, mode, ask } = server
  const http = ask === undefined ? undefined : ({ scheme: 'http', path: ask } as const)
  const service = serviceName(server)
  return realServersIn(server, find).flatMap(
    (real) => answerCheck({ service, vip, protocol, mode, server: real, http }) ?? [],
  )
}

/** Makes requests to a service, one after the other. Undefined if it has no TCP port. */
function requestsTo({ vip, port, protocol, ask }: VirtualServer, count: number): Sh | undefined {
  if (vip === undefined || port === undefined || protocol !== 'tcp') return undefined
  if (ask === undefined) return connectTimes(count, vip, port)
  return askTimes(count, { url: `http://${endpoint(vip, port)}${ask}` })
}
