import { type TextValue, text } from '../../../engine/secrets.ts'
import { wordsOf } from '../words.ts'

/** One line, or none, or several. */
export type Lines = readonly TextValue[]

/** A section with its lines indented, as HAProxy's manual writes it. */
export function section(head: string, ...body: readonly Lines[]): Lines {
  return [head, ...body.flat().map((line) => text`    ${line}`)]
}

/** A keyword on its own, where it applies. */
export function flag(keyword: string, applies: boolean | undefined): Lines {
  return applies === true ? [keyword] : []
}

/** A keyword with its value, where there is one. */
export function setting(keyword: string, value: TextValue | undefined): Lines {
  return value === undefined ? [] : [text`${keyword} ${value}`]
}

/** What the user wrote for what we do not model. */
export interface Extra {
  /** Options, ACLs and rules: before the rules of ours. */
  readonly early: Lines
  /** What HAProxy wants behind all rules, and would warn of before them. */
  readonly late: Lines
}

const LATE = new Set(['redirect', 'use_backend', 'default_backend', 'use-server', 'server', 'server-template'])

/** Lines of ours are in the order that HAProxy evaluates; those of the user find their place in it. */
export function extraOf(written: string | undefined): Extra {
  const all = written === undefined || written === '' ? [] : written.split('\n').map((line) => line.trim())
  const isLate = (line: string) => LATE.has(wordsOf(line)[0] ?? '')
  return { early: all.filter((line) => !isLate(line)), late: all.filter(isLate) }
}
