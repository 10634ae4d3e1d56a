import type { LegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { extraLines } from '../../kit/vars/words.ts'
import { legacyAnywhere } from '../legacy/keywords.ts'

/** A line of the user's own, if it is more than a comment or a brace. */
export interface ExtraLine {
  /** From 1. */
  readonly number: number
  readonly words: readonly string[]
  /** The number of blocks around it. */
  readonly depth: number
}

/** The error for a keyword that the role writes into the block: the later line would win. */
const TWICE = 'write it beside extra: the role writes a line for it already'

/**
 * The user's own lines, for directives that the role does not model. Keywords that have a key of their own, and legacy
 * ones, are errors, as are those of `written`: the keywords that the role writes into every such block.
 */
export function keepalivedExtra(own: LegacyKeys = {}, written: readonly string[] = []) {
  return extraLines.superRefine((lines, context) => {
    for (const { number, words, depth } of linesOf(lines)) {
      const [keyword = ''] = words
      if (isOff(words)) continue
      const complaint =
        complaintOf(keyword, { ...legacyAnywhere, ...own }) ??
        (depth === 0 && written.includes(keyword) ? TWICE : undefined)
      if (complaint !== undefined)
        context.addIssue({ code: 'custom', message: `line ${number}, "${keyword}": ${complaint}` })
    }
  })
}

/** `strict_mode off` is the way out of somebody's vrrp_strict. */
function isOff([keyword, value = '']: readonly string[]): boolean {
  return keyword === 'strict_mode' && ['off', 'no', 'false'].includes(value)
}

/** All lines with their depth, without comments and closing braces. */
export function linesOf(text: string): readonly ExtraLine[] {
  let depth = 0
  return text.split('\n').flatMap((written, index) => {
    const line = written.replace(/[#!].*$/, '')
    const words = line.split(/[\s{}]+/).filter((word) => word !== '')
    const found = words.length === 0 ? [] : [{ number: index + 1, words, depth }]
    depth += line.split('{').length - line.split('}').length
    return found
  })
}

function complaintOf(keyword: string, legacy: LegacyKeys): string | undefined {
  return Object.hasOwn(legacy, keyword) ? legacy[keyword] : undefined
}
