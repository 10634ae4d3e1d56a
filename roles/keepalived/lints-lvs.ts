import type { Lint } from '../contract.ts'
import { remappedPorts, unknownScheduler } from '../ipvs-lints.ts'
import { warn } from '../lint.ts'
import { servesItself } from '../real-servers.ts'
import { serviceName } from '../vars/virtual-server.ts'
import type { Director } from './config.ts'
import { realServersOf } from './real-servers.ts'
import type { KeepalivedVars } from './vars.ts'
import type { VirtualServer } from './vars-server.ts'
import { vipsOf } from './vips.ts'

/** What rules 6 to 26 have against the described virtual servers. */
export function lvsLints(vars: KeepalivedVars, director: Director): readonly Lint[] {
  return [
    ...vars.virtual_servers.flatMap((server) => [
      ...remappedPorts(serviceName(server), server, realServersOf(server, director.hosts)),
      ...unknownScheduler(serviceName(server), server.scheduler, director.host),
      ...unreachableQuorum(server, director),
      ...fixedGateway(server, vars, director),
    ]),
    ...directorsThatServe(vars, director),
  ]
}

function unreachableQuorum(server: VirtualServer, { hosts }: Director): Lint[] {
  const weight = realServersOf(server, hosts).reduce((sum, real) => sum + real.weight, 0)
  if (server.quorum <= weight) return []
  return [warn(26, `${serviceName(server)}: quorum ${server.quorum} is more than all weights together (${weight})`)]
}

function fixedGateway(
  server: VirtualServer,
  { instances, sync_groups }: KeepalivedVars,
  { members }: Director,
): Lint[] {
  if (server.mode !== 'nat' || members.length < 2) return []
  const outer = instances.find((one) => vipsOf(one).some((vip) => vip.split('/')[0] === server.vip))
  const grouped = sync_groups.some(
    (group) => outer !== undefined && group.instances.includes(outer.name) && group.instances.length > 1,
  )
  if (grouped || (outer !== undefined && vipsOf(outer).length > 1)) return []
  return [
    warn(
      6,
      `${serviceName(server)}: no other address moves with the VIP; with mode nat the real servers' default gateway must be one that does`,
    ),
  ]
}

function directorsThatServe({ virtual_servers, global }: KeepalivedVars, director: Director): Lint[] {
  if (!servesItself(virtual_servers, director.host, director.hosts) || global.lvs_sync_daemon !== undefined) return []
  return [
    warn(
      10,
      `${director.host.name} is director and real server: as a backup it must not balance, which the kernel knows only with global's lvs_sync_daemon`,
    ),
  ]
}
