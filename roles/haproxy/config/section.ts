import type { Text } from '../../../engine/secrets.ts'
import { indented, type Lines } from '../../kit/config-text.ts'
import { linesOf } from '../text.ts'
import { wordsOf } from '../words.ts'

/** A section with its lines indented, as HAProxy's manual writes it. */
export function section(head: string, ...body: readonly Lines[]): Lines {
  return [head, ...indented(...body)]
}

/** The user's own lines, for directives that the role does not model. */
export interface Extra {
  /** Options, ACLs and rules: before the role's own rules. */
  readonly early: Lines
  /** Redirects of the old form: after all other rules, and before routes. */
  readonly redirects: Lines
  /** Lines that HAProxy warns about if rules follow them. */
  readonly late: Lines
}

const LATE = new Set(['use_backend', 'default_backend', 'use-server', 'server', 'server-template'])

/** The role writes its lines in the order in which HAProxy evaluates them; the user's lines are split to fit it. */
export function extraOf(written: Text | undefined): Extra {
  const all = linesOf(written).map((line) => ({ line, first: wordsOf(line.reveal())[0] ?? '' }))
  const pick = (isWanted: (first: string) => boolean) =>
    all.filter(({ first }) => isWanted(first)).map(({ line }) => line)
  return {
    early: pick((first) => first !== 'redirect' && !LATE.has(first)),
    redirects: pick((first) => first === 'redirect'),
    late: pick((first) => LATE.has(first)),
  }
}
