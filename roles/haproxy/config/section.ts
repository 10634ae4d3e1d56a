import { extra, indented, type Lines } from '../../kit/config-text.ts'
import { wordsOf } from '../words.ts'

/** A section with its lines indented, as HAProxy's manual writes it. */
export function section(head: string, ...body: readonly Lines[]): Lines {
  return [head, ...indented(...body)]
}

/** The user's own lines, for directives that the role does not model. */
export interface Extra {
  /** Options, ACLs and rules: before the role's own rules. */
  readonly early: Lines
  /** Lines that HAProxy warns about if rules follow them. */
  readonly late: Lines
}

const LATE = new Set(['redirect', 'use_backend', 'default_backend', 'use-server', 'server', 'server-template'])

/** The role writes its lines in the order in which HAProxy evaluates them; the user's lines are split to fit it. */
export function extraOf(written: string | undefined): Extra {
  const all = extra(written).map((line) => String(line).trim())
  const isLate = (line: string) => LATE.has(wordsOf(line)[0] ?? '')
  return { early: all.filter((line) => !isLate(line)), late: all.filter(isLate) }
}
