import { base64Forms, encodedForms, hexForm, PIECE, piecesOf, writtenForms } from './forms.ts'
import { knownLines, knownShortValues, knownValues, SHORTEST_MASKABLE } from './known.ts'
import { announcesSecret } from './secret-names.ts'

export const MASK = '***'

/** A part of a text that must not be shown: from, and up to but without. */
export type Span = readonly [from: number, to: number]

/**
 * Replaces all known secrets by `***`, also in the usual encodings. This is the last filter before anything is printed.
 *
 * A secret of fewer than four characters is replaced only where it stands as a word of its own behind a word such as
 * `password`, `token` or `key` on the same line, or alone on a line: elsewhere it is ordinary text.
 *
 * Only whole secrets are found. Mask first and cut then ({@link shortened}), or say where a text is cut
 * ({@link maskedPiece}).
 */
export function masked(text: string): string {
  return maskedPiece(text, {})
}

/** The ends of a text at which something was cut off. */
export interface Cuts {
  readonly start?: boolean
  readonly end?: boolean
}

/** {@link masked} for a text that was cut out of a longer one: also replaces a part of a secret that stands at a cut. */
export function maskedPiece(text: string, cuts: Cuts): string {
  return text === '' || knownValues().size === 0 ? text : replaced(text, secretSpans(text, cuts))
}

/** Where known secrets stand in a text. Parts may overlap. */
export function secretSpans(text: string, cuts: Cuts = {}): readonly Span[] {
  return [
    ...writtenSpans(text),
    ...pieceSpans(text, BASE64),
    ...pieceSpans(text, HEX),
    ...shortSpans(text),
    ...cutSpans(text, cuts),
  ]
}

/** Masks the text and then cuts it after `limit` characters: half a secret could not be recognized any more. */
export function shortened(text: string, limit: number): string {
  const whole = masked(text)
  return whole.length > limit ? `${whole.slice(0, limit)}…` : whole
}

/** The text with a mask in place of each of these parts. */
export function replaced(text: string, spans: readonly Span[]): string {
  let result = ''
  let done = 0
  for (const [from, to] of merged(spans)) {
    result += text.slice(done, from) + MASK
    done = to
  }
  return result + text.slice(done)
}

/** Where a place of the text stands in the {@link replaced} text. */
export function placeIn(spans: readonly Span[], place: number): number {
  const before = merged(spans).filter(([from]) => from < place)
  return before.reduce(
    (shifted, [from, to]) => shifted - (Math.min(to, place) - from) + (to <= place ? MASK.length : 0),
    place,
  )
}

/** In their order, those that overlap or touch as one. */
function merged(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const [from, to] of spans.toSorted(([one], [other]) => one - other)) {
    const last = all.at(-1)
    if (last !== undefined && from <= last[1]) all[all.length - 1] = [last[0], Math.max(last[1], to)]
    else all.push([from, to])
  }
  return all
}

const patterns = new Map<string, RegExp>()

function writtenSpans(text: string): Span[] {
  const mayBeEncoded = encodedIn(text)
  return [...knownLines()].flatMap((line) => [
    ...literalSpans(text, line),
    ...(mayBeEncoded(line) ? patternSpans(text, patternOf(line)) : []),
  ])
}

/**
 * Whether a text may hold a secret in a form of {@link writtenForms} other than as it is. The patterns take long, most texts
 * have none of `%`, `\` and `&`, and of the other characters of such forms each stands for one character of a secret only.
 */
function encodedIn(text: string): (line: string) => boolean {
  if (/[%\\&]/.test(text)) return () => true
  const [hasPlus, hasQuote] = [text.includes('+'), text.includes('"')]
  return (line) => (hasPlus && line.includes(' ')) || (hasQuote && line.includes("'"))
}

function patternOf(line: string): RegExp {
  const known = patterns.get(line) ?? writtenForms(line)
  patterns.set(line, known)
  return known
}

function literalSpans(text: string, value: string): Span[] {
  const spans: Span[] = []
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) spans.push([at, at + value.length])
  return spans
}

function patternSpans(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length])
}

/** An encoding that hides where a secret begins: it is found by its pieces, also across the lines that it is wrapped in. */
interface Encoding {
  /** Text that may be encoded so, with what may stand in between. */
  readonly run: RegExp
  /** The characters that stand for a secret, as {@link Encoding.forms} writes them. */
  readonly digit: RegExp
  normal(digit: string): string
  forms(value: string): readonly string[]
  readonly piece: number
  /** The shortest form that is searched for. */
  readonly shortest: number
}

const BASE64: Encoding = {
  run: /[A-Za-z0-9+/_-]+(?:\r?\n[ \t]*[A-Za-z0-9+/_-]+)*/g,
  digit: /[A-Za-z0-9+/_-]/,
  normal: (digit) => (digit === '-' ? '+' : digit === '_' ? '/' : digit),
  forms: base64Forms,
  piece: PIECE.base64,
  shortest: 4,
}

const HEX: Encoding = {
  run: /[0-9A-Fa-f]+(?:(?:[ :]|\r?\n[ \t]*)[0-9A-Fa-f]+)*/g,
  digit: /[0-9A-Fa-f]/,
  normal: (digit) => digit.toLowerCase(),
  forms: (value) => [hexForm(value)],
  piece: PIECE.hex,
  shortest: 2 * SHORTEST_MASKABLE,
}

interface Pieces {
  readonly all: Set<string>
  readonly lengths: Set<number>
  readonly values: Set<string>
}

const pieces = new Map<Encoding, Pieces>()

/** The pieces of all secrets in one encoding; those of new secrets are added. */
function piecesIn(encoding: Encoding): Pieces {
  const known = pieces.get(encoding) ?? { all: new Set(), lengths: new Set(), values: new Set() }
  pieces.set(encoding, known)
  for (const value of knownValues()) {
    if (known.values.has(value)) continue
    known.values.add(value)
    const forms = encoding.forms(value).filter((form) => form.length >= encoding.shortest)
    for (const piece of forms.flatMap((form) => piecesOf(form, encoding.piece))) {
      known.all.add(piece)
      known.lengths.add(piece.length)
    }
  }
  return known
}

function pieceSpans(text: string, encoding: Encoding): Span[] {
  const { all, lengths } = piecesIn(encoding)
  const shortest = Math.min(...lengths)
  return [...text.matchAll(encoding.run)]
    .filter(([run]) => run.length >= shortest)
    .flatMap(({ 0: run, index }) => {
      const places = [...run].flatMap((character, at) => (encoding.digit.test(character) ? [index + at] : []))
      const digits = places.map((place) => encoding.normal(text.charAt(place))).join('')
      return [...lengths].flatMap((length) => foundPieces(digits, places, all, length))
    })
}

/** One more digit at each side holds bits of the secret, too. */
function foundPieces(digits: string, places: readonly number[], all: ReadonlySet<string>, length: number): Span[] {
  const spans: Span[] = []
  for (let at = 0; at + length <= digits.length; at++) {
    if (!all.has(digits.slice(at, at + length))) continue
    const last = Math.min(at + length, digits.length - 1)
    spans.push([places[Math.max(0, at - 1)] ?? 0, (places[last] ?? 0) + 1])
  }
  return spans
}

const shortPatterns = new Map<string, RegExp>()

function shortSpans(text: string): Span[] {
  return [...knownShortValues()].flatMap((value) => {
    const pattern = shortPatterns.get(value) ?? wordPattern(value)
    shortPatterns.set(value, pattern)
    return patternSpans(text, pattern).filter((span) => isAnnounced(text, span) || isAlone(text, span))
  })
}

function wordPattern(value: string): RegExp {
  return new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${writtenForms(value).source})(?![\p{L}\p{N}_])`, 'gu')
}

/** The number of characters in front of a word in which another one can announce it as a secret. */
const ANNOUNCED_WITHIN = 200

function isAnnounced(text: string, [from]: Span): boolean {
  const before = text.slice(Math.max(0, from - ANNOUNCED_WITHIN), from)
  return announcesSecret(before.slice(before.lastIndexOf('\n') + 1))
}

function isAlone(text: string, [from, to]: Span): boolean {
  return (
    /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, from - 80), from)) &&
    /^[ \t]*\r?(?:\n|$)/.test(text.slice(to, to + 80))
  )
}

function cutSpans(text: string, { start = false, end = false }: Cuts): Span[] {
  if (!start && !end) return []
  // A cut through a character of several bytes leaves such marks.
  const [first, last] = [/^\ufffd*/, /(?<!\ufffd)\ufffd*$/].map((marks) => marks.exec(text)?.[0].length ?? 0)
  const inner = text.slice(start ? first : 0, end ? text.length - (last ?? 0) : text.length)
  const lines = [...knownLines()]
  const forms = lines.flatMap(encodedForms)
  if (start && end && inner !== '' && [...lines, ...forms].some((form) => form.includes(inner)))
    return [[0, text.length]]
  const longest = (overlaps: (form: string) => number) =>
    Math.max(0, ...lines.map(overlaps), ...forms.map(overlaps).filter((length) => length >= SHORTEST_MASKABLE))
  const atStart = start ? longest((form) => overlap(form, inner)) : 0
  const atEnd = end ? longest((form) => overlap(inner, form)) : 0
  return [
    ...(atStart > 0 ? [[0, (first ?? 0) + atStart] as const] : []),
    ...(atEnd > 0 ? [[text.length - (last ?? 0) - atEnd, text.length] as const] : []),
  ]
}

/** A longer part of a secret is found by its beginning. */
const LONGEST_OVERLAP = 4096

/** The length of the longest end of `one` with which `other` begins. */
function overlap(one: string, other: string): number {
  for (let length = Math.min(one.length, other.length, LONGEST_OVERLAP); length > 0; length--)
    if (one.endsWith(other.slice(0, length))) return length
  return 0
}
