import type { Lint } from '../../contract.ts'

/** A rule that cannot be broken on purpose. */
export function refuse(rule: number, message: string): Lint {
  return { rule, level: 'refuse', message }
}

/** A rule that the user may have reasons to break. */
export function warn(rule: number, message: string): Lint {
  return { rule, level: 'warn', message }
}
