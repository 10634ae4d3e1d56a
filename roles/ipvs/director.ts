import type { Facts } from '../../engine/facts.ts'
import type { HostView } from '../contract.ts'
import type { FindHosts } from '../kit/hosts/servers.ts'

/** The host that balances, and how to find other hosts. */
export interface Director {
  readonly host: HostView & { readonly facts: Facts }
  readonly hosts: FindHosts
}
