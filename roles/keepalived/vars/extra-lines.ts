import type { LegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { extraLines } from '../../kit/vars/words.ts'
import { legacyAnywhere } from '../legacy/keywords.ts'

/** A line of keepalived's own, as far as it says something. */
export interface ExtraLine {
  /** From 1. */
  readonly number: number
  readonly words: readonly string[]
  /** In how many blocks it stands. */
  readonly depth: number
}

/** What a keyword means that a block of ours has already: the later line would count. */
const TWICE = 'write it beside extra: a line for it is there already'

/**
 * Lines of keepalived's own for what we do not model: none that an own key writes, none that is gone. `written` are
 * the keywords that every such block has of ours.
 */
export function keepalivedExtra(own: LegacyKeys = {}, written: readonly string[] = []) {
  return extraLines.superRefine((lines, context) => {
    for (const { number, words, depth } of linesOf(lines)) {
      const [keyword = ''] = words
      const said =
        saidOf(keyword, { ...legacyAnywhere, ...own }) ?? (depth === 0 && written.includes(keyword) ? TWICE : undefined)
      if (said !== undefined) context.addIssue({ code: 'custom', message: `line ${number}, "${keyword}": ${said}` })
    }
  })
}

/** The lines with the depth in which they stand; comments and closing braces are left out. */
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

function saidOf(keyword: string, legacy: LegacyKeys): string | undefined {
  return Object.hasOwn(legacy, keyword) ? legacy[keyword] : undefined
}
