import type { Check } from '../../../engine/check.ts'
import type { RoleContext } from '../../contract.ts'
import { type Balance, balanceCheck } from '../../kit/ipvs/checks/balance.ts'
import { pathCheck } from '../../kit/ipvs/checks/path.ts'
import { serviceRemarks } from '../../kit/ipvs/checks/remarks.ts'
import { type DefaultRequest, type ServiceAsking, serviceAsking } from '../../kit/ipvs/checks/requests.ts'
import { askersOf } from '../../kit/ipvs/checks/witnesses.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { realServersOf } from '../real-servers.ts'
import type { VirtualServer } from '../vars/server.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { describedService } from './table.ts'

/** Requests to a virtual server are spread over its real servers, and their packets take the path of its mode. */
export function requestChecks(server: VirtualServer, context: RoleContext<KeepalivedVars>): readonly Check[] {
  const asked = askingOf(server, context)
  if (asked === undefined) return []
  const find = (pattern: string) => context.hosts(pattern)
  const realServers = realServersOf(server, find).flatMap((real) => real.host ?? [])
  const balance = balanceOf(server, context)
  return [
    balanceCheck(describedService(server, find), asked, balance),
    pathCheck({ name: serviceName(server), mode: server.mode, realServers }, asked, balance),
  ].filter((check) => check !== undefined)
}

/** What requests to a virtual server do not show, and why. */
export function requestRemarks(server: VirtualServer, context: RoleContext<KeepalivedVars>): readonly string[] {
  const find = (pattern: string) => context.hosts(pattern)
  return serviceRemarks(describedService(server, find), server, {
    isAsked: askingOf(server, context) !== undefined,
    askers: askers(server, context),
  })
}

function askers(server: VirtualServer, { vars, members, clients, hosts }: RoleContext<KeepalivedVars>) {
  const realServers = realServersOf(server, (pattern) => hosts(pattern))
  return askersOf({ mode: server.mode, realServers, conntrack: vars.conntrack }, members, clients)
}

function balanceOf(server: VirtualServer, context: RoleContext<KeepalivedVars>): Balance {
  return { directors: context.members, witnesses: askers(server, context).witnesses }
}

/** The requests of `verify`, else those of the health check. */
function askingOf(server: VirtualServer, { vars }: RoleContext<KeepalivedVars>): ServiceAsking | undefined {
  const { http, https } = server.check ?? {}
  const plain = http ?? https
  const usual: DefaultRequest | undefined =
    plain === undefined || plain.port !== undefined
      ? undefined
      : { scheme: http === undefined ? 'https' : 'http', path: plain.path, host: plain.host ?? server.host }
  return serviceAsking(server, usual, vars.requests)
}
