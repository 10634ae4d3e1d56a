import type { ZodType } from 'zod'
import type { Check } from '../engine/check.ts'
import type { Facts } from '../engine/facts.ts'
import type { Resource } from '../engine/resources/resource.ts'

/** A host as a role sees it. */
export interface HostView {
  readonly name: string
  /** The IP address under which the cluster's other hosts reach it. */
  readonly address: string
  /** The inventory's variables for it, groups' included. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Undefined for a host that this command is not connected to. */
  readonly facts: Facts | undefined
}

/** What a role is told when it says what must be let in: all but what every role says, its own answer among it. */
export interface OpeningsContext<Vars> {
  readonly vars: Vars
  readonly host: HostView & { readonly facts: Facts }
  /** The hosts of the play that have this role, in the inventory's order, this one among them. */
  readonly members: readonly HostView[]
  /** The members to which the role is already applied, this one among them: all of them for `verify`. */
  readonly applied: readonly HostView[]
  /** Where checks may look from besides the members: the hosts of the group `clients`. */
  readonly clients: readonly HostView[]
  /** The hosts of a group, a host, or a pattern; throws `input` for a name that the inventory does not know. */
  hosts(pattern: string): readonly HostView[]
}

export interface RoleContext<Vars> extends OpeningsContext<Vars> {
  /** What every role of this host, over all plays, asks a firewall to let in. */
  openings(): readonly AskedOpening[]
}

/** What a firewall must let in so that a role works (rule 51). */
export interface Opening {
  /** For people: `VRRP of web`, `site shop`. */
  readonly title: string
  readonly protocol: 'tcp' | 'udp' | 'vrrp' | 'ipip'
  /** Only with tcp and udp. */
  readonly port?: number
  /** Addresses or networks that may come in; undefined: all. */
  readonly from?: readonly string[]
  /**
   * Not what comes in to the port, but what `from` answers from it through the host (mode nat); and whether the kernel
   * tracks these connections (rule 8).
   */
  readonly answers?: 'tracked' | 'untracked'
}

/** An opening, and who asks for it. */
export interface AskedOpening extends Opening {
  /** The role's name. */
  readonly role: string
  /** It has its turn on the host before this role has its first one. */
  readonly isEarlier: boolean
}

/** A finding about a description that breaks a rule of the field. */
export interface Lint {
  /** The rule's number in the reference's list of domain rules. */
  readonly rule: number
  /** `refuse` stops the plan; `warn` is shown in it. */
  readonly level: 'warn' | 'refuse'
  readonly message: string
}

/** A rule of the field that a role follows by itself, and how. */
export interface FollowedRule {
  /** The rule's number, as in {@link Lint}. */
  readonly rule: number
  /** For the reference: "the sysctls come before the address". */
  readonly how: string
}

/**
 * What a host becomes. Pure: it returns data and never runs a command.
 */
export interface Role<Vars> {
  readonly name: string
  /** One sentence for the reference. */
  readonly summary: string
  readonly vars: ZodType<Vars>
  /** For the reference. */
  readonly rules?: readonly FollowedRule[]
  resources(context: RoleContext<Vars>): readonly Resource[]
  checks?(context: RoleContext<Vars>): readonly Check[]
  lints?(context: RoleContext<Vars>): readonly Lint[]
  /** What must be let in where a firewall stands before the host; the role `firewall` sees to it. */
  openings?(context: OpeningsContext<Vars>): readonly Opening[]
  /** What can have one owner on a host, such as `the IPVS table` (rule 13): two roles that own the same are refused. */
  owns?(context: RoleContext<Vars>): readonly string[]
  /**
   * Where the play has a `serial`: hosts with a higher number go later. The node that holds the VIP answers 1,
   * so that it goes last.
   */
  precedence?(context: RoleContext<Vars>): number
}

/** Gives a role its types; a user's own role file exports its result as default. */
export function defineRole<Vars>(role: Role<Vars>): Role<Vars> {
  return role
}
