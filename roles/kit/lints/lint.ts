import type { Lint } from '../../contract.ts'

/** A finding that stops the plan: no description may break the rule. */
export function refuse(rule: number, message: string): Lint {
  return { rule, level: 'refuse', message }
}

/** A finding that the plan shows: a user may have reasons to break the rule. */
export function warn(rule: number, message: string): Lint {
  return { rule, level: 'warn', message }
}
