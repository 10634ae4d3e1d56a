import { endpoint } from '../../kit/addresses.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { type DescribedService, tableName, wholeAddress } from '../../kit/ipvs/table.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { ALL_UP } from '../../kit/verify/up.ts'
import { realServerLines } from '../own.ts'
import { realServersOf } from '../real-servers.ts'
import { checksOf } from '../vars/checker.ts'
import type { VirtualServer } from '../vars/server.ts'

/** The IPVS table that the virtual servers describe. */
export function describedTable(servers: readonly VirtualServer[], find: FindHosts): readonly DescribedService[] {
  return servers.map((server) => describedService(server, find))
}

/** The entry of the IPVS table that one virtual server describes. */
export function describedService(server: VirtualServer, find: FindHosts): DescribedService {
  const sorry = server.sorry_server
  const reals = realServersOf(server, find)
  return {
    name: tableName(serviceName(server), reals),
    scheduler: server.scheduler,
    persistence: server.persistence?.timeout ?? null,
    granularity: wholeAddress(server.persistence?.granularity),
    onePacket: server.one_packet,
    up: server.up ?? ALL_UP,
    sorryServer: sorry && endpoint(sorry.address, sorry.port ?? server.port ?? 0),
    servers: reals.map((real) => ({
      name: real.name,
      endpoint: endpoint(real.address, real.port),
      mode: server.mode,
      weight: real.weight,
      checked: real.check.none === undefined,
      inhibited: real.inhibitOnFailure,
      weighsItself: checksOf(real.check).some(({ misc, file }) => misc?.dynamic === true || (file?.weight ?? 0) !== 0),
      // Lines of the server's own come after those of the role, and win.
      ...realServerLines(real.described.extra),
    })),
  }
}
