import { isVersion6 } from '../addresses.ts'
import { servesItself } from '../real-servers.ts'
import type { Director } from './config.ts'
import { interfaceOf } from './interface.ts'
import type { KeepalivedVars } from './vars.ts'

/** Kernel settings of a director, by name. A DR or TUN director needs no ip_forward (rule 15). */
export function directorSysctls(vars: KeepalivedVars, director: Director): Readonly<Record<string, string>> {
  return {
    ...removal(vars),
    ...(servesItself(vars.virtual_servers, director.host, director.hosts) ? { 'net.ipv4.vs.backup_only': '1' } : {}),
    ...translation(vars, director),
    // Costs every packet a look-up, so that it is on only where somebody needs it (rule 8).
    ...(vars.conntrack ? { 'net.ipv4.vs.conntrack': '1' } : {}),
  }
}

/** What is removed or gets weight 0 loses its clients at once, persistent ones too (rules 9 and 26). */
function removal({ virtual_servers }: KeepalivedVars): Record<string, string> {
  if (!virtual_servers.some((one) => one.persistence !== undefined || one.inhibit_on_failure)) return {}
  return { 'net.ipv4.vs.expire_quiescent_template': '1', 'net.ipv4.vs.expire_nodest_conn': '1' }
}

/** A director that translates passes on what comes back, of the families that it has services of (rule 6). */
function translation({ virtual_servers, instances }: KeepalivedVars, { host }: Director): Record<string, string> {
  const versions = virtual_servers.filter((one) => one.mode === 'nat').map(({ vip = '' }) => isVersion6(vip))
  const interfaces = new Set(instances.map((one) => interfaceOf(one, host)))
  return {
    ...(versions.includes(false) ? { 'net.ipv4.ip_forward': '1', ...noRedirects([...interfaces]) } : {}),
    ...(versions.includes(true) ? { 'net.ipv6.conf.all.forwarding': '1' } : {}),
  }
}

/** The kernel redirects where `all` or the interface says so: both are 0 (rule 6). */
function noRedirects(interfaces: readonly string[]): Record<string, string> {
  const names = ['all', ...interfaces].map((name) =>
    `net/ipv4/conf/${name}/send_redirects`.replaceAll('/', name.includes('.') ? '/' : '.'),
  )
  return Object.fromEntries(names.map((name) => [name, '0']))
}
