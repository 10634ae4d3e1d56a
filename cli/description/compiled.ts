import type { Place } from '../../engine/errors/source.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import type { FoundRole } from './find-role.ts'

/** Who describes something, such as `role nginx` or `task file`, and where that is written. */
export interface Author {
  readonly title: string
  readonly place: Place
}

/** A play of which everything is checked that can be checked without asking a host. */
export interface CompiledPlay {
  readonly name: string
  /** All of its hosts, those outside of `--limit` too: a cluster's members do not change with what is worked on. */
  readonly members: readonly string[]
  /** How many hosts change at a time; undefined where the play does not say. */
  readonly serial: number | undefined
  /** Its hosts within `--limit`. */
  readonly hosts: readonly CompiledHost[]
}

export interface CompiledHost {
  readonly host: string
  /** In the order in which they are made: roles, then tasks. */
  readonly parts: readonly (CompiledRole | CompiledTask)[]
}

export interface CompiledRole extends Author {
  readonly found: FoundRole
  /** What the role's schema made of the variables. */
  readonly vars: unknown
}

export interface CompiledTask extends Author {
  readonly resource: Resource
}

/** Those of a host's parts that are roles. */
export function rolesOf(parts: CompiledHost['parts']): readonly CompiledRole[] {
  return parts.filter((part) => 'found' in part)
}
