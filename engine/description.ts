import type { Balancer } from './balancing/balancing.ts'
import type { GivenBy } from './balancing/given.ts'
import type { Check } from './check.ts'
import type { Facts } from './facts.ts'
import type { HostTarget } from './host/connection.ts'
import type { Resource } from './resources/resource.ts'

/** The resources and checks of one play, made from a playbook, an inventory and the hosts' facts. */
export interface DescribedPlay {
  readonly name: string
  /** How many hosts change at a time. */
  readonly batchSize: number
  /** Each host is drained on its balancers before it changes, and restored after its checks. */
  readonly drains?: boolean | undefined
  /** In the order in which they change. */
  readonly hosts: readonly DescribedHost[]
  /** The checks that must hold once `applied` (names of this play's hosts) are as described. */
  checks(applied: readonly string[]): readonly Check[]
}

export interface DescribedHost {
  readonly host: string
  /** In the order in which they are converged. Each id occurs once. */
  readonly resources: readonly Resource[]
}

/** A rule of the field that the description breaks, perhaps on purpose. */
export interface Finding {
  readonly rule: number
  readonly level: 'warn' | 'refuse'
  readonly message: string
  readonly hosts: readonly string[]
  /** Why the user overrules the rule here: the finding then stops nothing. */
  readonly overruled?: string | undefined
}

export interface Description {
  readonly plays: readonly DescribedPlay[]
  readonly findings: readonly Finding[]
  /** Sentences for the plan, such as about an overrule that nothing needs. */
  readonly remarks?: readonly string[]
}

/** The engine's input from a playbook and an inventory. The engine calls `describe` once it has the facts. */
export interface Assignment {
  /** The playbook's name. Hosts record under this name what the playbook manages. */
  readonly playbook: string
  /** Hosts that the plays change; none if the playbook describes no host within `--limit`. */
  readonly targets: readonly HostTarget[]
  /** Names of all hosts of the plays, also of those outside of `--limit`. */
  readonly described: readonly string[]
  /** Hosts that checks look from, and that no play changes. */
  readonly clients: readonly HostTarget[]
  /** All hosts of the inventory within `--limit`, so that a host that left the playbook is still found. */
  readonly inventory: readonly HostTarget[]
  /**
   * `facts` are by host; facts of clients are added later, before the first check.
   *
   * @param given the weights that balancers give servers instead of the described ones; default: as the facts say
   */
  describe(facts: ReadonlyMap<string, Facts>, given?: GivenBy): Description
}

/** An assignment whose balancers can be asked about their servers. */
export interface BalancedAssignment extends Assignment {
  /** Names of all hosts of the inventory. */
  readonly hostNames: readonly string[]
  /** Hosts of the described pairs of databases. */
  pairHosts(facts: ReadonlyMap<string, Facts>): readonly string[]
  balancers(facts: ReadonlyMap<string, Facts>, given: GivenBy): readonly Balancer[]
  /** Hosts outside of `--limit` in plays whose other hosts balance. */
  leftOutBalancers(facts: ReadonlyMap<string, Facts>, given: GivenBy): readonly string[]
}
