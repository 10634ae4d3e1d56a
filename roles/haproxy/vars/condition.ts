import { wordsOf } from '../words.ts'

/** One word of a condition. */
export interface Term {
  readonly negated: boolean
  /** The name of an ACL; undefined for a criterion in braces. */
  readonly acl: string | undefined
  readonly written: string
}

/** Parses a condition into alternatives; all terms of an alternative must hold. Undefined for invalid syntax. */
export function conditionTerms(written: string): readonly (readonly Term[])[] | undefined {
  const alternatives: Term[][] = [[]]
  for (const word of grouped(written)) {
    if (word === 'or' || word === '||') {
      alternatives.push([])
      continue
    }
    const [, not = '', name] = /^(!?)([A-Za-z0-9_.:-]+)$/.exec(word) ?? []
    const braced = /^!?\{ \S.* \}$/.test(word)
    if (name === undefined && !braced) return undefined
    alternatives.at(-1)?.push({ negated: not === '!' || word.startsWith('!'), acl: name, written: word })
  }
  return alternatives.every((terms) => terms.length > 0) ? alternatives : undefined
}

/** The words of a condition, those from `{` to `}` as one. A brace inside a word belongs to it, as in a regex `a{2}`. */
function grouped(written: string): readonly string[] {
  const groups: string[] = []
  let isOpen = false
  for (const word of wordsOf(written)) {
    const last = groups.at(-1)
    if (last !== undefined && (isOpen || last === '!')) groups[groups.length - 1] = `${last}${isOpen ? ' ' : ''}${word}`
    else groups.push(word)
    if (isOpen) isOpen = word !== '}'
    else isOpen = word === '{' || word === '!{'
  }
  return groups
}

/** ACLs that HAProxy predefines. */
export const PREDEFINED: ReadonlySet<string> = new Set([
  'FALSE',
  'TRUE',
  'HTTP',
  'HTTP_1.0',
  'HTTP_1.1',
  'HTTP_2.0',
  'HTTP_3.0',
  'HTTP_CONTENT',
  'HTTP_URL_ABS',
  'HTTP_URL_SLASH',
  'HTTP_URL_STAR',
  'LOCALHOST',
  'METH_CONNECT',
  'METH_DELETE',
  'METH_GET',
  'METH_HEAD',
  'METH_OPTIONS',
  'METH_POST',
  'METH_PUT',
  'METH_TRACE',
  'RDP_COOKIE',
  'REQ_CONTENT',
  'WAIT_END',
])
