import type { Lint } from '../../contract.ts'
import { bare, interfaceTowards, interfaceWith } from '../../kit/addresses.ts'
import { serviceName } from '../../kit/ipvs/virtual-server.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { impossibleVips } from '../../kit/vip/impossible.ts'
import type { Director } from '../config/config.ts'
import { interfaceOf } from '../config/interface.ts'
import { answeringServers } from '../real-servers.ts'
import type { Instance } from '../vars/instance.ts'
import type { KeepalivedVars } from '../vars/vars.ts'
import { allVips, everyVip } from '../vars/vips.ts'

/** Findings of rule 56 about virtual addresses that cannot be, and services at addresses that nobody carries. */
export function vipLints(vars: KeepalivedVars, director: Director): readonly Lint[] {
  return [
    ...impossibleVips(
      vars.instances.flatMap((one) => everyVip(one).map(({ address }) => address)),
      director,
    ),
    ...addressesOfServers(vars, director),
    ...carriedByNobody(vars, director),
    ...vars.instances.flatMap((one) => [...elsewhere(one, director), ...missingInterfaces(one, vars, director)]),
  ]
}

/** An address on another interface than that of its network gets no request from there. */
function elsewhere(instance: Instance, { host }: Director): Lint[] {
  return everyVip(instance).flatMap(({ address, interface: own }) => {
    const at = own ?? interfaceOf(instance, host)
    const network = interfaceTowards(host.facts, bare(address))?.name
    if (network === undefined || network === at) return []
    return [
      warn(
        56,
        `instance "${instance.name}": ${bare(address)} goes to ${at}, and on ${host.name} its network is that of ${network}: write { address: ${address}, interface: ${network} }`,
      ),
    ]
  })
}

/** keepalived refuses an interface that is not there, unless it is told that interfaces come later. */
function missingInterfaces(instance: Instance, vars: KeepalivedVars, { host }: Director): Lint[] {
  if (/^\s*dynamic_interfaces\b/m.test(vars.global.extra ?? '')) return []
  const known = host.facts.interfaces.map(({ name }) => name)
  const daemon = vars.global.lvs_sync_daemon?.interface
  const named = [
    instance.interface,
    ...everyVip(instance).map((one) => one.interface),
    ...instance.track_interface,
    ...(vars.instances[0] === instance ? [daemon] : []),
  ].filter((name) => name !== undefined)
  return [...new Set(named)]
    .filter((name) => !known.includes(name))
    .map((name) =>
      warn(
        20,
        `instance "${instance.name}": ${host.name} has no address on ${name}; its interfaces are ${known.join(', ')}. keepalived refuses an interface that is not there`,
      ),
    )
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
