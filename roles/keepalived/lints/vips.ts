import type { Lint } from '../../contract.ts'
import { bare, interfaceWith } from '../../kit/addresses.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { impossibleVips } from '../../kit/vip/impossible.ts'
import type { Director } from '../config/config.ts'
import { answeringServers } from '../real-servers.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { allVips, vipsOf } from '../vars/vips.ts'

/** Findings of rule 56 about virtual addresses that cannot be, and services at addresses that nobody carries. */
export function vipLints(vars: KeepalivedVars, director: Director): readonly Lint[] {
  return [
    ...impossibleVips(vars.instances.flatMap(vipsOf), director),
    ...addressesOfServers(vars, director),
    ...carriedByNobody(vars, director),
  ]
}

/** Requests would come back to the director. */
function addressesOfServers(vars: KeepalivedVars, { hosts }: Director): Lint[] {
  const vips = new Set([...allVips(vars.instances), ...vars.virtual_servers.flatMap(({ vip }) => vip ?? [])])
  return vars.virtual_servers.flatMap((server) =>
    answeringServers(server, hosts)
      .filter(({ address }) => vips.has(address))
      .map(({ name, address }) =>
        refuse(
          56,
          `${serviceName(server)}: the address ${address} of ${name} is a VIP: write the server's own address`,
        ),
      ),
  )
}

function carriedByNobody(vars: KeepalivedVars, { host }: Director): Lint[] {
  const { instances, virtual_servers } = vars
  const carried = new Set(allVips(instances))
  const own = ownText(vars)
  return virtual_servers.flatMap((server) => {
    const { vip } = server
    if (vip === undefined || carried.has(vip) || own.includes(vip)) return []
    if (vip === host.address || interfaceWith(host.facts, vip) !== undefined || isOnLoopback(vip, host)) return []
    const message = `${serviceName(server)}: no instance carries ${vip}`
    if (instances.length === 0) return [warn(56, `${message}, and ${host.name} does not have it: no request comes`)]
    return [refuse(56, `${message}: write it into vip or vips of one, or the address of one here`)]
  })
}

function isOnLoopback(vip: string, { facts }: Director['host']): boolean {
  return facts.interfaces.some(({ addresses }) => addresses.some((one) => bare(one) === vip))
}

/** Words of the user's own lines: an address may stand there in a block that the role does not know. */
function ownText({ extra = '', instances }: KeepalivedVars): readonly string[] {
  const lines = [extra, ...instances.map((one) => one.extra ?? '')].join('\n')
  return lines.split(/[\s{}]+/).map(bare)
}
