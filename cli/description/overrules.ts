import type { Finding } from '../../engine/description.ts'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { errorAt, whereText } from '../../engine/errors/source.ts'
import type { AllowedRule, Play } from '../../playbooks/playbook.ts'
import type { Lint } from '../../roles/contract.ts'
import { type CompiledPlay, type CompiledRole, rolesOf } from './compiled.ts'
import type { FoundRole } from './find-role.ts'

/** An error for each rule that a play or a use of a role allows to break, and that no role there has. */
export function unknownRules(play: Play, roles: ReadonlyMap<string, FoundRole>): readonly EvenkeelError[] {
  const found = play.roles.flatMap(({ role }) => roles.get(role) ?? [])
  const isComplete = found.length === play.roles.length
  return [
    ...(isComplete ? unknownAmong(play.allow, found, 'any role of this play') : []),
    ...play.roles.flatMap(({ role, allow }) => {
      const one = roles.get(role)
      return one === undefined ? [] : unknownAmong(allow, [one], `the role ${role}`)
    }),
  ]
}

function unknownAmong(
  allowed: readonly AllowedRule[],
  found: readonly FoundRole[],
  whose: string,
): readonly EvenkeelError[] {
  // A role of the user may have findings without a list of its rules.
  if (found.some(({ role, isBuiltIn }) => !isBuiltIn && role.rules === undefined)) return []
  const known = new Set(found.flatMap(({ role }) => (role.rules ?? []).map(({ rule }) => rule)))
  const numbers = [...known].sort((one, other) => one - other).join(', ')
  const hint = known.size === 0 ? 'It has no rules.' : `Rules there: ${numbers}. docs/rules.md explains each of them.`
  return allowed
    .filter(({ rule }) => !known.has(rule))
    .map(({ rule, place }) => errorAt(place, `Cannot allow to break rule ${rule}: it is no rule of ${whose}`, { hint }))
}

/** Applies the overrules of a playbook to findings, and remembers which of them were needed. */
export class Overrules {
  readonly #needed = new Set<AllowedRule>()

  /** A finding of one host; the role's own overrule comes before that of its play. */
  findingOf(lint: Lint, host: string, play: CompiledPlay, part: CompiledRole): Finding {
    const allowed = [...part.allow, ...play.allow].find(({ rule }) => rule === lint.rule)
    if (allowed === undefined) return { ...lint, hosts: [host] }
    this.#needed.add(allowed)
    return { ...lint, hosts: [host], overruled: allowed.reason }
  }

  /** A remark for each overrule that no finding needs. With `--limit`, hosts that were not asked may need it. */
  remarks(plays: readonly CompiledPlay[]): readonly string[] {
    const whole = plays.filter(({ hosts, members }) => hosts.length === members.length)
    const allowed = whole.flatMap((play) => [
      ...play.allow,
      ...play.hosts.flatMap(({ parts }) => rolesOf(parts).flatMap(({ allow }) => allow)),
    ])
    const unneeded = [...new Set(allowed)].filter((one) => !this.#needed.has(one))
    return unneeded.map(({ rule, place }) => {
      const where = whereText(place.source.location(place.offset))
      return `allow, ${where}: nothing breaks rule ${rule}, so this line can go`
    })
  }
}
