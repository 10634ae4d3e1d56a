import type { Check } from '../../engine/check.ts'
import type { RoleContext } from '../contract.ts'
import { bare } from '../kit/addresses.ts'
import type { FindHosts } from '../kit/hosts/servers.ts'
import { answerCheck } from '../kit/ipvs/checks/answers.ts'
import { balanceCheck } from '../kit/ipvs/checks/balance.ts'
import { pathCheck } from '../kit/ipvs/checks/path.ts'
import { serviceRemarks } from '../kit/ipvs/checks/remarks.ts'
import { serviceAsking } from '../kit/ipvs/checks/requests.ts'
import { tableCheck } from '../kit/ipvs/checks/table.ts'
import { askersOf } from '../kit/ipvs/checks/witnesses.ts'
import { realServersIn } from '../kit/ipvs/real-servers.ts'
import { serviceName } from '../kit/ipvs/virtual-server.ts'
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
  return [
    ...carriedBy(vars).map((one) => holderCheck(bare(one.address), { members, clients })),
    ...applied.map((director) => tableCheck(director.name, table)),
    ...vars.virtual_servers.flatMap((server) => answerChecks(server, hosts)),
    ...asked.flatMap((server) => requestChecks(server, context)),
  ]
}

/** What the checks do not judge, and why. */
export function ipvsRemarks(context: RoleContext<IpvsVars>): readonly string[] {
  const { vars } = context
  const find: FindHosts = (pattern) => context.hosts(pattern)
  return vars.virtual_servers.flatMap((server) =>
    serviceRemarks(describedService(server, find), server, {
      isAsked: serviceAsking(server, undefined, vars.requests) !== undefined,
      askers: askers(server, context),
    }),
  )
}

function askers(server: VirtualServer, { vars, members, clients, hosts }: RoleContext<IpvsVars>) {
  const realServers = realServersIn(server, (pattern) => hosts(pattern))
  return askersOf({ mode: server.mode, realServers, conntrack: vars.conntrack }, members, clients)
}

function requestChecks(server: VirtualServer, context: RoleContext<IpvsVars>): readonly Check[] {
  const { vars, members } = context
  const asked = serviceAsking(server, undefined, vars.requests)
  if (asked === undefined) return []
  const find: FindHosts = (pattern) => context.hosts(pattern)
  const realServers = realServersIn(server, find).flatMap((real) => real.host ?? [])
  const balance = { directors: members, witnesses: askers(server, context).witnesses }
  return [
    balanceCheck(describedService(server, find), asked, balance),
    pathCheck({ name: serviceName(server), mode: server.mode, realServers }, asked, balance),
  ].filter((check) => check !== undefined)
}

/** Whether a service has a server of a weight above 0, which answers. */
function hasServers(server: VirtualServer, find: FindHosts): boolean {
  return realServersIn(server, find).some(({ weight }) => weight > 0)
}

function answerChecks(server: VirtualServer, find: FindHosts): readonly Check[] {
  const { vip, protocol, mode, verify, up } = server
  const isPlain = verify === undefined || verify === false || verify.client_certificate !== undefined
  // Secrets are for requests through the director alone.
  const isOpen = !isPlain && Object.keys(verify.headers).length === 0
  const http = isOpen
    ? ({
        scheme: verify.tls || server.port === 443 ? 'https' : 'http',
        path: verify.path,
        host: verify.host,
        status: verify.status,
      } as const)
    : undefined
  const service = serviceName(server)
  return realServersIn(server, find).flatMap(
    (real) => answerCheck({ service, vip, protocol, mode, server: real, http, up }) ?? [],
  )
}
