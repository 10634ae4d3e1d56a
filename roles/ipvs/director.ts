import type { Facts } from '../../engine/facts.ts'
import type { HostView } from '../contract.ts'
import type { FindHosts } from '../kit/hosts/servers.ts'

/** The host that balances, and how the others are found. */
export interface Director {
  readonly host: HostView & { readonly facts: Facts }
  readonly hosts: FindHosts
}
