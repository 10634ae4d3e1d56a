import type { IpvsServiceInput } from '../../engine/resources/ipvs/spec.ts'
import { endpoint, isVersion6 } from '../kit/addresses.ts'
import type { FindHosts } from '../kit/hosts/servers.ts'
import { realServersIn } from '../kit/ipvs/real-servers.ts'
import { type DescribedService, tableName, wholeAddress } from '../kit/ipvs/table.ts'
import { serviceName } from '../kit/ipvs/virtual-server.ts'
import { ALL_UP } from '../kit/verify/up.ts'
import type { VirtualServer } from './vars.ts'

/** The table entry of a virtual server, for the resource and for the saved rules. */
export function tableEntry(server: VirtualServer, find: FindHosts): IpvsServiceInput {
  const { vip, port, fwmark, protocol, scheduler, scheduler_flags, persistence, one_packet } = server
  const reals = realServersIn(server, find)
  return {
    ...(fwmark === undefined ? { vip, port } : { fwmark, ipv6: reals.some((real) => isVersion6(real.address)) }),
    protocol,
    scheduler,
    scheduler_flags,
    persistence,
    one_packet,
    real_servers: reals.map(({ address, port, weight, described }) => ({
      address,
      port,
      weight,
      mode: server.mode,
      upper_threshold: described.upper_threshold,
      lower_threshold: described.lower_threshold,
    })),
  }
}

/** The same for the checks. No checker changes the table, so that it must be as described. */
export function describedService(server: VirtualServer, find: FindHosts): DescribedService {
  const reals = realServersIn(server, find)
  return {
    name: tableName(serviceName(server), reals),
    scheduler: server.scheduler,
    persistence: server.persistence?.timeout ?? null,
    granularity: wholeAddress(server.persistence?.granularity),
    onePacket: server.one_packet,
    up: server.up ?? ALL_UP,
    sorryServer: undefined,
    servers: reals.map(({ name, address, port, weight }) => ({
      name,
      endpoint: endpoint(address, port),
      mode: server.mode,
      weight,
      checked: false,
      inhibited: false,
      weighsItself: false,
    })),
  }
}
