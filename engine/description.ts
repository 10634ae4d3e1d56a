import type { Check } from './check.ts'
import type { Facts } from './facts.ts'
import type { HostTarget } from './host/connection.ts'
import type { Resource } from './resources/resource.ts'

/** What the hosts of one play become; made from a playbook, an inventory and the hosts' facts. */
export interface DescribedPlay {
  readonly name: string
  /** How many hosts change at a time. */
  readonly batchSize: number
  /** In the order in which they are to change. */
  readonly hosts: readonly DescribedHost[]
  /** What must hold once `applied` (names of this play's hosts) are as described. */
  checks(applied: readonly string[]): readonly Check[]
}

export interface DescribedHost {
  readonly host: string
  /** In the order in which they are made. One id stands here once. */
  readonly resources: readonly Resource[]
}

/** A broken rule of the field that the user may have meant. */
export interface Finding {
  readonly rule: number
  readonly level: 'warn' | 'refuse'
  readonly message: string
  readonly hosts: readonly string[]
}

export interface Description {
  readonly plays: readonly DescribedPlay[]
  readonly findings: readonly Finding[]
}

/**
 * Everything that the engine needs to know of a playbook and an inventory. The engine asks for the description when
 * it has the facts.
 */
export interface Assignment {
  /** The playbook's name: under it, hosts remember what is managed. */
  readonly playbook: string
  /** Hosts that the plays change. */
  readonly targets: readonly HostTarget[]
  /** Further hosts that checks look from, such as clients. */
  readonly clients: readonly HostTarget[]
  /** Every host of the inventory within `--limit`: where a host that left the playbook is found again. */
  readonly inventory: readonly HostTarget[]
  /** `facts`, by host: those of clients come in later, before the first check. */
  describe(facts: ReadonlyMap<string, Facts>): Description
}
