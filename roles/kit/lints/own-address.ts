import type { HostView, Lint } from '../../contract.ts'
import { interfaceWith } from '../addresses.ts'
import { warn } from './lint.ts'

/** Whether a host is known to have no such address. */
export function lacks({ facts }: HostView, address: string): boolean {
  const known = (facts?.interfaces ?? []).some(({ name, addresses }) => name !== 'lo' && addresses.length > 0)
  return known && interfaceWith(facts, address) === undefined
}

/** Servers of a balancer that do not have the address at which it reaches them (rule 55). */
export function foreignAddresses(
  servers: readonly { readonly host?: HostView | undefined; readonly address: string | undefined }[],
) {
  const seen = new Set<string>()
  return servers.flatMap(({ host, address }): Lint[] => {
    if (host === undefined || address === undefined || seen.has(host.name) || !lacks(host, address)) return []
    seen.add(host.name)
    return [
      warn(
        55,
        `requests go to ${host.name} at ${address}, which no interface there carries: write its address inside the cluster into the inventory ("address: …")`,
      ),
    ]
  })
}
