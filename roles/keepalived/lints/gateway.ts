import type { Lint } from '../../contract.ts'
import { bare, interfaceTowards } from '../../kit/addresses.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import type { Director } from '../config/config.ts'
import { realServersOf } from '../real-servers.ts'
import type { Instance } from '../vars/instance.ts'
import type { VirtualServer } from '../vars/server.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { everyVip } from '../vars/vips.ts'

/** With mode nat the real servers' default gateway must be an address that moves with the VIP (rule 6). */
export function gatewayLints(server: VirtualServer, vars: KeepalivedVars, director: Director): readonly Lint[] {
  if (server.mode !== 'nat' || director.members.length < 2) return []
  const near = realServersNear(server, director)
  if (near.length === 0) return []
  const gateways = vars.instances.filter((one) => everyVip(one).some(({ address: vip }) => isNear(vip, near, director)))
  const outer = vars.instances.find((one) => everyVip(one).some(({ address }) => bare(address) === server.vip))
  const who = `${serviceName(server)}: with mode nat the real servers' default gateway must move with the VIP`
  if (gateways.length === 0) return [warn(6, `${who}, and no virtual address is in their network`)]
  if (outer === undefined || gateways.some((one) => moveTogether(one, outer, vars))) return []
  const names = gateways.map((one) => `"${one.name}"`).join(', ')
  return [refuse(6, `${who}: put instances ${names} and "${outer.name}" into one of sync_groups`)]
}

/** The director's interfaces in networks of real servers. Other real servers are behind routers of their own. */
function realServersNear(server: VirtualServer, { host, hosts }: Director): readonly string[] {
  return realServersOf(server, hosts).flatMap((real) => interfaceTowards(host.facts, real.address)?.name ?? [])
}

function isNear(vip: string, interfaces: readonly string[], { host }: Director): boolean {
  const name = interfaceTowards(host.facts, vip)?.name
  return name !== undefined && interfaces.includes(name)
}

function moveTogether(one: Instance, other: Instance, { sync_groups }: KeepalivedVars): boolean {
  if (one.name === other.name) return true
  return sync_groups.some(({ instances }) => instances.includes(one.name) && instances.includes(other.name))
}
