import type { Resource } from '../../../engine/resources/resource.ts'
import { sysctl } from '../../../engine/resources/sysctl.ts'
import type { HostView } from '../../contract.ts'
import { bare, isVersion6, networkContains } from '../addresses.ts'

/**
 * Lets a balancer listen on virtual addresses, which a host carries only while it is the holder (rule 34). It does not
 * depend on who holds them now, or the plan would change with every failover.
 */
export function nonlocalBind(addresses: readonly (string | undefined)[], host: HostView): readonly Resource[] {
  const virtual = addresses.filter((one) => one !== undefined).filter((one) => isVirtual(one, host))
  return [
    ...(virtual.some((one) => !isVersion6(one)) ? [sysctl({ name: 'net.ipv4.ip_nonlocal_bind', value: 1 })] : []),
    ...(virtual.some(isVersion6) ? [sysctl({ name: 'net.ipv6.ip_nonlocal_bind', value: 1 })] : []),
  ]
}

/** Whether an address can move between hosts: it is not the host's own, nor a loopback or wildcard address. */
export function isVirtual(written: string, host: HostView): boolean {
  const address = bare(written)
  if (['0.0.0.0', '::', '::1'].includes(address) || networkContains('127.0.0.0/8', address)) return false
  return address !== host.address && address !== host.facts?.reachedAt
}
