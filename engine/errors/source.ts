import { printableLine } from '../printable.ts'
import { MASK, placeIn, replaced, type Span, secretSpans } from '../secrets/masked.ts'
import { type ErrorCode, type ErrorDetails, EvenkeelError, EvenkeelErrors, type Location } from './error.ts'
import { hiddenSpans } from './hidden-values.ts'

/** A text that the user wrote, and its name in errors. */
export class Source {
  /** A path as the user gave it, or a description such as `-e vip`. */
  readonly file: string
  readonly text: string
  /** Look-ups in it stay plain text: the output of a program must not read the controller's files. */
  readonly literal: boolean
  /** All of it is a secret, and never shown. */
  readonly secret: boolean
  /** Decrypted from Ansible's vault as a whole: each text in it is a secret. */
  readonly vaulted: boolean
  /** Given on the command line: no program is run for it. */
  readonly argument: boolean
  #lineStarts: readonly number[] | undefined

  constructor(
    file: string,
    text: string,
    options: Partial<Pick<Source, 'literal' | 'secret' | 'vaulted' | 'argument'>> = {},
  ) {
    this.file = file
    this.text = text
    this.literal = options.literal ?? false
    this.secret = options.secret ?? false
    this.vaulted = options.vaulted ?? false
    this.argument = options.argument ?? false
  }

  location(offset: number): Location {
    const starts = this.#starts()
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { file: this.file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }

  /**
   * The line before `offset`, the line of `offset`, and a caret under the column. Values of keys that name secrets, such
   * as `auth_pass`, are not shown.
   */
  excerpt(offset: number): string {
    const { line, column } = this.location(offset)
    const width = String(line).length
    const hidden = this.#hidden(line)
    const caret = placeIn(hidden, column - 1)
    const cut = Math.max(0, caret - WIDEST / 2)
    const before = line > 1 ? [[line - 1, this.#hidden(line - 1)] as const] : []
    const printed = [...before, [line, hidden] as const].map(
      ([number, spans]) => `${String(number).padStart(width)} | ${this.#shown(number, spans, cut)}`,
    )
    return [...printed, `${' '.repeat(width)} | ${' '.repeat(caret - cut)}^`].join('\n')
  }

  /** The text of the value at `offset` if it is not to be shown; otherwise undefined. */
  secretAt(offset: number): string | undefined {
    const { line, column } = this.location(offset)
    const [from, to] = this.#hidden(line).find(([from, to]) => from < column && column <= Math.max(to, from + 1)) ?? []
    return from === undefined ? undefined : this.#line(line).slice(from, to)
  }

  #shown(number: number, hidden: readonly Span[], from: number): string {
    const line = replaced(this.#line(number), hidden)
    return printableLine(line.slice(from, from + WIDEST)).trimEnd()
  }

  #hidden(number: number): readonly Span[] {
    const line = this.#line(number)
    if (this.secret) return [[0, line.length]]
    return [...hiddenSpans((one) => this.#line(one), number), ...secretSpans(line)]
  }

  #line(number: number): string {
    const start = this.#starts()[number - 1] ?? 0
    const end = this.#starts()[number] ?? this.text.length + 1
    return this.text.slice(start, Math.max(start, end - 1))
  }

  #starts(): readonly number[] {
    this.#lineStarts ??= [0, ...[...this.text.matchAll(/\n/g)].map((match) => match.index + 1)]
    return this.#lineStarts
  }
}

/** A point in a text. */
export interface Place {
  readonly source: Source
  readonly offset: number
}

/** An error with a place in the user's file and an excerpt. It does not repeat a value that is not to be shown. */
export function errorAt(
  place: Place,
  message: string,
  details: Omit<ErrorDetails, 'where' | 'excerpt'> & { readonly code?: ErrorCode } = {},
): EvenkeelError {
  const { code = 'input', hint, ...others } = details
  const { source, offset } = place
  const secret = source.secretAt(offset)
  return new EvenkeelError(code, without(secret, message), {
    ...others,
    hint: hint === undefined ? undefined : without(secret, hint),
    where: source.location(offset),
    excerpt: source.excerpt(offset),
  })
}

/** Replaces the secret, and quoted parts of it. */
function without(secret: string | undefined, sentence: string): string {
  if (secret === undefined || secret === '') return sentence
  const isPart = (quoted: string) => quoted.length > 0 && secret.includes(quoted.replaceAll('\\"', '"'))
  return sentence
    .replaceAll(secret, MASK)
    .replace(/"((?:[^"\\]|\\.)*)"/g, (whole, quoted: string) => (isPart(quoted) ? `"${MASK}"` : whole))
}

/** Adds the place to an error that has none. */
export function placed(error: EvenkeelError, place: Place): EvenkeelError {
  if (error.where !== undefined) return error
  const { code, message, hint, host, cause } = error
  return errorAt(place, message, { code, hint, host, cause })
}

/** Returns a thrown error as a list of evenkeel's errors; rethrows anything else. */
export function errorsOf(thrown: unknown): readonly EvenkeelError[] {
  if (thrown instanceof EvenkeelErrors) return thrown.errors
  if (thrown instanceof EvenkeelError) return [thrown]
  throw thrown
}

/** Each error once, sorted by file, line and column. */
export function inReadingOrder(errors: readonly EvenkeelError[]): EvenkeelError[] {
  const once = new Map(errors.map((error) => [`${whereText(error.where)} ${error.message}`, error]))
  return [...once.values()].sort(
    (one, other) =>
      (one.where?.file ?? '').localeCompare(other.where?.file ?? '') ||
      (one.where?.line ?? 0) - (other.where?.line ?? 0) ||
      (one.where?.column ?? 0) - (other.where?.column ?? 0),
  )
}

/** `file:line:column`. */
export function whereText(where: Location | undefined): string {
  return where === undefined ? '' : `${where.file}:${where.line}:${where.column}`
}

/** The maximum number of characters of a line that are shown. */
const WIDEST = 120
