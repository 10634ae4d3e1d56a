import { servesItself, translatedAddresses } from '../kit/ipvs/real-servers.ts'
import { settingsOf } from '../kit/ipvs/sysctls.ts'
import type { Director } from './config/config.ts'
import { interfaceOf } from './config/interface.ts'
import type { KeepalivedVars } from './vars/vars.ts'

/** Kernel settings of a director, by name. */
export function directorSysctls(vars: KeepalivedVars, { host, hosts }: Director): Readonly<Record<string, string>> {
  const { virtual_servers, instances, conntrack } = vars
  return settingsOf({
    expires: virtual_servers.some((one) => one.persistence !== undefined || one.inhibit_on_failure),
    servesItself: servesItself(virtual_servers, host, hosts),
    translated: translatedAddresses(virtual_servers, hosts),
    interfaces: instances.map((one) => interfaceOf(one, host)),
    conntrack,
  })
}
