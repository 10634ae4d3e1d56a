import { conditionTerms } from './condition.ts'

interface Conditional {
  readonly if?: string | undefined
  readonly unless?: string | undefined
}

/** The condition of a rule, with a blank before it. */
export function whenWords(rule: Conditional): string {
  if (rule.if !== undefined) return ` if ${rule.if}`
  return rule.unless === undefined ? '' : ` unless ${rule.unless}`
}

/**
 * The condition of a rule that also needs `guard`, whose opposite is `through`. HAProxy reads `a b or c` as `(a and b) or c`,
 * so that the guard is added to each alternative.
 */
export function guarded(rule: Conditional, guard: string, through: string): string {
  if (rule.if !== undefined)
    return ` if ${alternativesOf(rule.if)
      .map((one) => `${guard} ${one}`)
      .join(' or ')}`
  return ` unless ${[through, ...(rule.unless === undefined ? [] : [rule.unless])].join(' or ')}`
}

function alternativesOf(condition: string): readonly string[] {
  return (conditionTerms(condition) ?? []).map((terms) => terms.map(({ written }) => written).join(' '))
}
