import { settingsOf } from '../director-sysctls.ts'
import { servesItself, translatedAddresses } from '../real-servers.ts'
import type { Director } from './config.ts'
import { interfaceOf } from './interface.ts'
import type { KeepalivedVars } from './vars.ts'

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
