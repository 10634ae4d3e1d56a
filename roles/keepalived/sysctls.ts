import type { Director } from './config.ts'
import { interfaceOf } from './interface.ts'
import { servesItself } from './real-servers.ts'
import type { KeepalivedVars } from './vars.ts'

/** Kernel settings of a director, by name. A DR or TUN director needs no ip_forward (rule 15). */
export function directorSysctls(vars: KeepalivedVars, director: Director): Readonly<Record<string, string>> {
  return {
    ...removal(vars),
    ...(servesItself(vars.virtual_servers, director.host, director.hosts) ? { 'net.ipv4.vs.backup_only': '1' } : {}),
    ...translation(vars, director),
  }
}

/** What is removed or gets weight 0 loses its clients at once, persistent ones too (rules 9 and 26). */
function removal({ virtual_servers }: KeepalivedVars): Record<string, string> {
  if (!virtual_servers.some((one) => one.persistence !== undefined || one.inhibit_on_failure)) return {}
  return { 'net.ipv4.vs.expire_quiescent_template': '1', 'net.ipv4.vs.expire_nodest_conn': '1' }
}

/** The kernel redirects where `all` or the interface says so: both are 0 (rule 6). */
function translation(vars: KeepalivedVars, { host }: Director): Record<string, string> {
  if (!vars.virtual_servers.some((one) => one.mode === 'nat')) return {}
  const interfaces = ['all', ...new Set(vars.instances.map((one) => interfaceOf(one, host)))]
  const redirects = interfaces.map((name) => [
    `net/ipv4/conf/${name}/send_redirects`.replaceAll('/', name.includes('.') ? '/' : '.'),
    '0',
  ])
  return { 'net.ipv4.ip_forward': '1', ...Object.fromEntries(redirects) }
}
