import type { Facts } from '../../engine/facts.ts'
import type { HostView, RoleContext } from '../../roles/contract.ts'
import { debian12 } from '../support/facts.ts'

/** Facts of a Debian 12 host with one interface, as in the lab. */
export function facts(address: string, more: Partial<Facts> = {}): Facts {
  return {
    ...debian12,
    reachedAt: address,
    reachedFrom: address.replace(/\d+$/, '1'),
    interfaces: [
      { name: 'lo', addresses: ['127.0.0.1/8', '::1/128'] },
      { name: 'vec0', addresses: [`${address}/24`] },
    ],
    ipvsSchedulers: ['rr', 'wrr', 'lc', 'wlc', 'sed', 'nq', 'dh', 'sh', 'lblc', 'lblcr', 'mh', 'fo', 'ovf'],
    processEvents: true,
    ...more,
  }
}

export interface Host extends HostView {
  readonly facts: Facts
}

export function host(name: string, address: string, variables: Record<string, unknown> = {}): Host {
  return { name, address, variables, facts: facts(address) }
}

export const lb1 = host('lb1', '10.77.0.11', { priority: 100 })
export const lb2 = host('lb2', '10.77.0.12', { priority: 90 })
export const web1 = host('web1', '10.77.0.21')
export const web2 = host('web2', '10.77.0.22', { weight: 2 })
export const client1 = host('client1', '10.77.0.50')

const GROUPS: Readonly<Record<string, readonly Host[]>> = {
  all: [lb1, lb2, web1, web2],
  directors: [lb1, lb2],
  real_servers: [web1, web2],
}

/** Finds groups and hosts of the lab. Throws for other names, as the contract says. */
export function find(pattern: string): readonly HostView[] {
  const found = GROUPS[pattern] ?? [lb1, lb2, web1, web2].filter((one) => one.name === pattern)
  if (found.length === 0) throw new Error(`unknown: ${pattern}`)
  return found
}

/** A role's context on a host among members, all applied. */
export function contextOf<Vars>(
  vars: Vars,
  of: Host,
  members: readonly Host[],
  more: Partial<RoleContext<Vars>> = {},
): RoleContext<Vars> {
  return { vars, host: of, members, applied: members, clients: [client1], openings: () => [], hosts: find, ...more }
}
