import type { Lint } from '../../contract.ts'
import { learnedGateway } from '../../kit/ipvs/advertised-gateway.ts'
import { idleTracking, ignoredWeights, remappedPorts, unknownScheduler } from '../../kit/ipvs/lints.ts'
import { servesItself, translatedAddresses } from '../../kit/ipvs/real-servers.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { foreignAddresses } from '../../kit/lints/own-address.ts'
import type { Director } from '../config/config.ts'
import { answeringServers, realServersOf } from '../real-servers.ts'
import type { VirtualServer } from '../vars/server.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { gatewayLints } from './gateway.ts'

/** Findings of rules 6 to 26, 55 and 63 about the virtual servers. */
export function lvsLints(vars: KeepalivedVars, director: Director): readonly Lint[] {
  return [
    ...vars.virtual_servers.flatMap((server) => [
      ...remappedPorts(serviceName(server), server, answeringServers(server, director.hosts)),
      ...unknownScheduler(serviceName(server), server.scheduler, director.host),
      ...ignoredWeights(serviceName(server), server.scheduler, realServersOf(server, director.hosts)),
      ...unreachableQuorum(server, director),
      ...gatewayLints(server, vars, director),
    ]),
    ...foreignAddresses(vars.virtual_servers.flatMap((server) => realServersOf(server, director.hosts))),
    ...directorsThatServe(vars, director),
    ...idleTracking(vars),
    ...learnedGateway(director.host, translatedAddresses(vars.virtual_servers, director.hosts)),
  ]
}

/** keepalived would lower the quorum, but reports it as an error, so that its validator rejects the file. */
function unreachableQuorum(server: VirtualServer, { hosts }: Director): Lint[] {
  const weight = realServersOf(server, hosts).reduce((sum, real) => sum + real.weight, 0)
  if (server.quorum <= weight) return []
  return [refuse(26, `${serviceName(server)}: quorum ${server.quorum} is more than all weights together (${weight})`)]
}

function directorsThatServe({ virtual_servers, global }: KeepalivedVars, director: Director): Lint[] {
  if (!servesItself(virtual_servers, director.host, director.hosts) || global.lvs_sync_daemon !== undefined) return []
  return [
    warn(
      10,
      `${director.host.name} is director and real server: as a backup it must not balance, and only global's lvs_sync_daemon makes its kernel a backup`,
    ),
  ]
}
