import type { ZodType } from 'zod'
import type { Balancing } from '../engine/balancing/balancing.ts'
import type { GivenWeight } from '../engine/balancing/given.ts'
import type { Check } from '../engine/check.ts'
import type { DatabasePair } from '../engine/databases/pair.ts'
import type { Facts } from '../engine/facts.ts'
import type { Resource } from '../engine/resources/resource.ts'
import type { StatusPart } from '../engine/status/part.ts'

/** A host of the inventory. */
export interface HostView {
  readonly name: string
  /** The IP address at which other hosts of the cluster reach this host. */
  readonly address: string
  /** The host's variables of the inventory, those of its groups included. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Undefined if the command is not connected to the host. */
  readonly facts: Facts | undefined
  /** Set if the host that is asked about gives this server another weight than the described one: `drain`, `weight`. */
  readonly given?: GivenWeight | undefined
}

/** The context of {@link Role.openings}: a {@link RoleContext} without the openings. */
export interface OpeningsContext<Vars> {
  /** The role's vars, checked and completed with defaults by its schema. */
  readonly vars: Vars
  /** The host on which the role is applied. */
  readonly host: HostView & { readonly facts: Facts }
  /** All hosts of the play that have the role, {@link host} included, in the order of the inventory. */
  readonly members: readonly HostView[]
  /**
   * The members on which the role is already applied, {@link host} included. With `verify`: all members.
   * A check that needs all members must compare this with {@link members}.
   */
  readonly applied: readonly HostView[]
  /** The hosts of the group `clients`, from which checks can look. */
  readonly clients: readonly HostView[]
  /** The hosts of a group, a host's name or a pattern. Throws `input` for an unknown name. */
  hosts(pattern: string): readonly HostView[]
}

/** The context of a role's functions. A role is asked separately for each of its hosts. */
export interface RoleContext<Vars> extends OpeningsContext<Vars> {
  /** The openings of all roles of the host, in all plays. */
  openings(): readonly AskedOpening[]
}

/** Traffic that a firewall must let in for a role to work (rule 51). */
export interface Opening {
  /** Shown to users: `VRRP of web`, `site shop`. */
  readonly title: string
  readonly protocol: 'tcp' | 'udp' | 'vrrp' | 'ipip'
  /** Required for tcp and udp, absent for the others. */
  readonly port?: number
  /** Source addresses or networks. Undefined: all. */
  readonly from?: readonly string[]
  /**
   * If set, the opening is for forwarded packets: the answers that the servers in `from` send from `port` through this
   * host (mode nat). The value says whether the kernel tracks these connections (rule 8).
   */
  readonly answers?: 'tracked' | 'untracked'
}

/** An opening, and the role that needs it. */
export interface AskedOpening extends Opening {
  /** The name of the role that needs the opening. */
  readonly role: string
  /** Whether that role is applied on the host before the role that calls {@link RoleContext.openings}. */
  readonly isEarlier: boolean
}

/** A finding: the description breaks a rule of the field. */
export interface Lint {
  /** The number of the rule in docs/rules.md. */
  readonly rule: number
  /** `refuse` stops the plan; `warn` is shown in it. */
  readonly level: 'warn' | 'refuse'
  /** The fault, then what to do: `instance "web": auth_pass has more than 8 characters, and VRRP sends only 8`. */
  readonly message: string
}

/** A rule of the field that a role follows or checks. */
export interface FollowedRule {
  /** The number of the rule in docs/rules.md. */
  readonly rule: number
  /** How the role follows it, for the reference: `the sysctls come before the address`. */
  readonly how: string
}

/**
 * The contract of a role. Its functions turn a context into data: they run no command, read no file of a host, and
 * return the same result for the same context. The engine plans, applies, proves and reverts.
 *
 * `roles/sample/role.ts` is a small, commented example.
 */
export interface Role<Vars> {
  /** The name in playbooks, and of the role's folder or file. */
  readonly name: string
  /** One sentence for the reference. */
  readonly summary: string
  /** A play with the role, in YAML, for the reference. */
  readonly example?: string
  /**
   * The schema of the vars. A strict object makes an unknown key an error; `.describe()` of each key is the reference's
   * text.
   */
  readonly vars: ZodType<Vars>
  /** The rules that the role follows, for the reference. */
  readonly rules?: readonly FollowedRule[]
  /** The resources of one host, in the order in which they are applied; undo goes the other way. */
  resources(context: RoleContext<Vars>): readonly Resource[]
  /** Claims about the running cluster. They are looked at after each batch of hosts, and by `verify`. */
  checks?(context: RoleContext<Vars>): readonly Check[]
  /** What the command `status` shows of the role on this host, as its programs see it now. */
  status?(context: RoleContext<Vars>): readonly StatusPart[]
  /** Findings about the vars that the schema cannot make, as they need facts or other hosts. */
  lints?(context: RoleContext<Vars>): readonly Lint[]
  /**
   * Sentences for the plan and for `verify` about what the checks do not judge, and why: what nobody says here reads as if it
   * were checked.
   */
  remarks?(context: RoleContext<Vars>): readonly string[]
  /** The openings that the role needs. The role `firewall` makes them on the host. */
  openings?(context: OpeningsContext<Vars>): readonly Opening[]
  /** Things that only one role of a host may own, such as `the IPVS table` (rule 13). Two owners are refused. */
  owns?(context: RoleContext<Vars>): readonly string[]
  /**
   * The host's place in a play with `serial`: hosts with a higher number go later. The holder of a VIP returns 1, so
   * that it goes last. Default: 0.
   */
  precedence?(context: RoleContext<Vars>): number
  /** The servers to which the host sends, for the commands that take one out. */
  balances?(context: RoleContext<Vars>): Balancing | undefined
  /** The pair of database servers that the host belongs to, for the commands that move its writer. */
  pair?(context: RoleContext<Vars>): DatabasePair | undefined
}

/** Types a role. A role file exports the result as its default export. */
export function defineRole<Vars>(role: Role<Vars>): Role<Vars> {
  return role
}
