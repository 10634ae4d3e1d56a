import type { Located, LocatedEntry } from '../engine/errors/document.ts'
import type { Place } from '../engine/errors/source.ts'

/** A playbook as it is written; names and look-ups are not yet resolved. */
export interface Playbook {
  readonly path: string
  readonly name: string
  readonly variables: ReadonlyMap<string, LocatedEntry>
  readonly plays: readonly Play[]
}

export interface Play {
  readonly name: string
  readonly place: Place
  /** A pattern; it may contain look-ups of the playbook's variables. */
  readonly hosts: Located
  /** How many hosts change at a time: a number, or a percentage such as `30%`. Default: all hosts. */
  readonly serial: Located | undefined
  /** Whether each batch is drained on its balancers before it changes. */
  readonly drain: boolean
  /** For all roles of the play; a role's own come first. */
  readonly allow: readonly AllowedRule[]
  readonly roles: readonly RoleUse[]
  readonly tasks: readonly Task[]
}

export interface RoleUse {
  readonly role: string
  readonly place: Place
  readonly vars: Located
  readonly allow: readonly AllowedRule[]
}

/** A rule of the field that findings may break, because somebody has a reason. */
export interface AllowedRule {
  readonly rule: number
  readonly reason: string
  /** The place of the rule's number. */
  readonly place: Place
}

/** A resource that is written in the play itself. */
export interface Task {
  readonly kind: string
  readonly place: Place
  readonly spec: Located
}
