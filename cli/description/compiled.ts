import type { Place } from '../../engine/errors/source.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import type { AllowedRule } from '../../playbooks/playbook.ts'
import type { FoundRole } from './find-role.ts'

/** The role or task that describes something, such as `role nginx` or `task file`, and its place. */
export interface Author {
  readonly title: string
  readonly place: Place
}

/** A play with everything resolved and checked that needs no facts. */
export interface CompiledPlay {
  readonly name: string
  /** All of its hosts, also those outside of `--limit`: the members of a cluster do not depend on it. */
  readonly members: readonly string[]
  /** The hosts of a batch; undefined if the play has no `serial`. */
  readonly serial: number | undefined
  /** Whether its hosts are drained before they change. */
  readonly drain: boolean
  /** The rules that all of its roles may break. */
  readonly allow: readonly AllowedRule[]
  /** Its hosts within `--limit`; perhaps none. */
  readonly hosts: readonly CompiledHost[]
}

export interface CompiledHost {
  readonly host: string
  /** In the order in which they are applied: roles, then tasks. */
  readonly parts: readonly (CompiledRole | CompiledTask)[]
}

export interface CompiledRole extends Author {
  readonly found: FoundRole
  /** The output of the role's schema. */
  readonly vars: unknown
  /** The rules that this use of the role may break. */
  readonly allow: readonly AllowedRule[]
}

export interface CompiledTask extends Author {
  readonly resource: Resource
}

/** The roles among a host's parts. */
export function rolesOf(parts: CompiledHost['parts']): readonly CompiledRole[] {
  return parts.filter((part) => 'found' in part)
}
