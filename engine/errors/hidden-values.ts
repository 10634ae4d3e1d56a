import type { Span } from '../secrets/masked.ts'
import { looksSecret } from '../secrets/secret-names.ts'

/** A key at the beginning of a line or in a flow collection, with its colon; or a name with an equals sign. */
const KEY = /(?:^|[\s{[,(])(?<quote>["']?)(?<name>[\p{L}\p{N}_.-]+)\k<quote>[ \t]*(?::(?=\s|$|["'{[])|=)[ \t]*/gu

/** Looking for a key above a line ends after so many lines. */
const MOST_LINES_ABOVE = 5000

/**
 * The parts of a line of YAML, JSON or NAME=VALUE that are values of keys such as `auth_pass`. A line that belongs to
 * the value of such a key above is hidden as a whole. The text may be broken: that is why it is shown.
 *
 * @param line returns a line by its number, which counts from 1
 */
export function hiddenSpans(line: (number: number) => string, number: number): readonly Span[] {
  const text = line(number)
  const start = indentOf(text)
  if (start === text.length) return []
  return isBelowSecret(line, number) ? [[start, text.length]] : valueSpans(text)
}

function valueSpans(text: string): Span[] {
  return [...text.matchAll(KEY)]
    .filter(({ groups }) => looksSecret(groups?.name ?? ''))
    .map((found): Span => {
      const from = found.index + found[0].length
      return [from, from + valueLength(text.slice(from), isInFlow(text.slice(0, from)))]
    })
    .filter(([from, to]) => to > from)
}

/** Outside of `{…}` and `[…]` a value goes on to the end of the line. */
function valueLength(rest: string, inFlow: boolean): number {
  if (!inFlow || /^[{[]/.test(rest)) return rest.trimEnd().length
  const [value = ''] = /^(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^']|'')*(?:'|$))?[^,}\]]*/.exec(rest) ?? []
  return value.trimEnd().length
}

function isInFlow(before: string): boolean {
  return /[{[]/.test(before)
}

/** How a line of YAML is indented. */
interface Layout {
  readonly indent: number
  /** It begins with the dash of a list's item. */
  readonly isItem: boolean
  /** The key that it begins with, behind dashes, and its column. */
  readonly key: string | undefined
  readonly keyColumn: number
}

/** Undefined for a blank line and a comment. */
function layoutOf(text: string): Layout | undefined {
  const { before = '', rest = '' } = /^(?<before>[ \t]*(?:-[ \t]+)*)(?<rest>.*)$/.exec(text)?.groups ?? {}
  const indent = indentOf(text)
  if (rest === '' || (rest.startsWith('#') && before.length === indent)) return undefined
  const key = /^(?<quote>["']?)(?<name>[\p{L}\p{N}_.-]+)\k<quote>[ \t]*:(?:\s|$)/u.exec(rest)?.groups?.name
  return { indent, isItem: before.length > indent, key, keyColumn: before.length }
}

/** Whether the line belongs to the value of a key above that names a secret. */
function isBelowSecret(line: (number: number) => string, number: number): boolean {
  let inner = layoutOf(line(number))
  for (let above = number - 1; above > 0 && number - above < MOST_LINES_ABOVE && inner !== undefined; above--) {
    const outer = layoutOf(line(above))
    if (outer === undefined) continue
    const contains = containsValue(outer, inner)
    if (contains && looksSecret(outer.key ?? '')) return true
    if (contains || outer.indent < inner.indent) inner = outer
    if (inner.indent === 0 && !inner.isItem) return false
  }
  return false
}

/** The items of a list may stand in the column of their key. */
function containsValue(outer: Layout, inner: Layout): boolean {
  if (outer.key === undefined) return false
  return inner.isItem ? outer.keyColumn <= inner.indent : outer.keyColumn < inner.indent
}

function indentOf(text: string): number {
  return /^[ \t]*/.exec(text)?.[0].length ?? 0
}
