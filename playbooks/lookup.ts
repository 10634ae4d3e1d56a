import { dirname } from 'node:path'
import type { Located, LocatedEntry, LocatedScalar } from '../engine/errors/document.ts'
import { type EvenkeelError, throwIfAny } from '../engine/errors/error.ts'
import { suggestion } from '../engine/errors/nearest.ts'
import { errorAt, errorsOf, inReadingOrder, type Place } from '../engine/errors/source.ts'
import { Secret, Text } from '../engine/secrets.ts'
import { readSecret, SECRET_SOURCES } from './secret-sources.ts'

/** Names and what they stand for, as they are written. */
export type Layer = ReadonlyMap<string, LocatedEntry>

interface Resolved {
  readonly value: unknown
  /** Values and characters that it is made of. */
  readonly size: number
}

const LARGEST = 5_000_000
const LONGEST_CHAIN = 50
const REFERENCE = /\$\$\{|\$\{(?<inside>[^}]*)(?<end>\}?)/g
const NAME = /^[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*$/u

/**
 * Finds what `${name}`, `${a.b}`, `${env:NAME}` and `${file:PATH}` stand for, in layers of which the first that knows a
 * name wins. What is looked up may hold look-ups itself; `$${` is a plain `${`.
 */
export class Lookups {
  readonly #layers: readonly Layer[]
  readonly #secrets: Map<string, Secret>
  readonly #known = new Map<Located, Resolved>()
  /** The values that could not be resolved. */
  readonly unresolved: Set<Located> = new Set()
  /** What is being resolved, for the chain that a cycle's error shows. */
  readonly #open: { readonly name: string; readonly node: Located }[] = []

  /** `secrets` are those read before, by source and place: lookups of one run share them. */
  constructor(layers: readonly Layer[], secrets: Map<string, Secret> = new Map()) {
    this.#layers = layers
    this.#secrets = secrets
  }

  /**
   * The plain value: one look-up alone keeps its type, inside of text it is joined, a secret becomes a `Secret` or,
   * inside of text, a `Text`. Throws `input` with every look-up that fails.
   */
  resolve(located: Located): unknown {
    const { value, problems } = this.examine(located)
    throwIfAny(problems)
    return value
  }

  /** The same without throwing: where a look-up fails, undefined stands, and the problems say why. */
  examine(located: Located): { readonly value: unknown; readonly problems: readonly EvenkeelError[] } {
    const problems: EvenkeelError[] = []
    const { value } = this.#resolve(located, problems)
    return { value, problems: inReadingOrder(problems) }
  }

  /** What some names stand for. Throws `input` with every look-up that fails. */
  resolveNames(names: Iterable<string>): Record<string, unknown> {
    const problems: EvenkeelError[] = []
    const entries = [...names].flatMap((name): [string, unknown][] => {
      const entry = this.#find(name)
      return entry === undefined ? [] : [[name, this.#resolve(entry.value, problems).value]]
    })
    throwIfAny(inReadingOrder(problems))
    return Object.fromEntries(entries)
  }

  #resolve(located: Located, problems: EvenkeelError[]): Resolved {
    const known = this.#known.get(located)
    if (known !== undefined) return known
    const before = problems.length
    const resolved = this.#bounded(this.#resolveNode(located, problems), located, problems)
    if (problems.length === before) this.#known.set(located, resolved)
    return resolved
  }

  #resolveNode(located: Located, problems: EvenkeelError[]): Resolved {
    if (located.type === 'scalar') return this.#resolveScalar(located, problems)
    if (located.type === 'list') {
      const items = located.items.map((item) => this.#resolve(item, problems))
      return { value: items.map((item) => item.value), size: sizeOf(items) }
    }
    const entries = [...located.entries].map(([key, { value }]) => [key, this.#resolve(value, problems)] as const)
    const value = Object.fromEntries(entries.map(([key, resolved]) => [key, resolved.value]))
    return { value, size: sizeOf(entries.map(([, resolved]) => resolved)) }
  }

  #resolveScalar(scalar: LocatedScalar, problems: EvenkeelError[]): Resolved {
    const { value, place } = scalar
    if (typeof value !== 'string') return { value, size: 1 }
    if (place.source.literal || !value.includes('${')) return { value, size: 1 + value.length }
    try {
      return this.#resolveText(value, scalar)
    } catch (error) {
      problems.push(...errorsOf(error))
      this.unresolved.add(scalar)
      return { value: undefined, size: 1 }
    }
  }

  #resolveText(written: string, scalar: LocatedScalar): Resolved {
    const parts: Resolved[] = []
    let rest = 0
    for (const match of written.matchAll(REFERENCE)) {
      const [token] = match
      if (match.index > rest) parts.push(plainText(written.slice(rest, match.index)))
      rest = match.index + token.length
      if (token === '$${') {
        parts.push(plainText('${'))
        continue
      }
      const found = this.#lookUp(match, placeOf(token, scalar))
      if (token === written) return found
      parts.push({ ...found, value: joinable(found.value, token, placeOf(token, scalar)) })
    }
    if (rest < written.length) parts.push(plainText(written.slice(rest)))
    return { value: joined(parts.map((part) => part.value as string | Secret | Text)), size: sizeOf(parts) }
  }

  #lookUp({ groups }: RegExpMatchArray, place: Place): Resolved {
    const inside = groups?.inside ?? ''
    if (groups?.end !== '}') throw errorAt(place, 'A look-up is not closed: "}" is missing', { hint: LITERAL_HINT })
    const colon = inside.indexOf(':')
    if (colon >= 0) return this.#secret(inside.slice(0, colon), inside.slice(colon + 1), place)
    if (NAME.test(inside)) return this.#variable(inside, place)
    throw errorAt(place, `"\${${inside}}" is no look-up: a name is needed`, { hint: LITERAL_HINT })
  }

  #secret(source: string, name: string, place: Place): Resolved {
    if (source === 'secret') {
      const hint = `Use \${env:${name}} or \${file:PATH}.`
      throw errorAt(place, `Cannot look up \${secret:${name}}: there is no encrypted store yet`, { hint })
    }
    const known = SECRET_SOURCES.find((one) => one === source)
    if (known === undefined) {
      throw errorAt(place, `"${source}:" is no source of secrets`, { hint: suggestion(source, SECRET_SOURCES) })
    }
    const secret = this.#readSecret(known, name, place)
    return { value: secret, size: 1 + secret.reveal().length }
  }

  #readSecret(source: (typeof SECRET_SOURCES)[number], name: string, place: Place): Secret {
    const folder = dirname(place.source.file)
    const key = JSON.stringify([source, name, folder])
    const before = this.#secrets.get(key)
    if (before !== undefined) return before
    try {
      const secret = readSecret(source, name, folder)
      this.#secrets.set(key, secret)
      return secret
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw errorAt(place, `Cannot look up \${${source}:${name}}: ${reason}`, { cause })
    }
  }

  #variable(name: string, place: Place): Resolved {
    const [first = '', ...path] = name.split('.')
    const entry = this.#find(first)
    if (entry === undefined) {
      throw errorAt(place, `No variable is called "${first}"`, { hint: suggestion(first, this.#names()) })
    }
    const { node, rest } = walk(entry.value, path)
    const resolved = this.#enter(name, node, place)
    return rest.reduce((inner, key) => member(inner, key, name, place), resolved)
  }

  #enter(name: string, node: Located, place: Place): Resolved {
    const chain = [...this.#open.map((one) => one.name), name].join(' > ')
    if (this.#open.some((one) => one.node === node)) throw errorAt(place, `A look-up comes back to itself: ${chain}`)
    if (this.#open.length >= LONGEST_CHAIN)
      throw errorAt(place, `More than ${LONGEST_CHAIN} look-ups lead to each other`)
    const problems: EvenkeelError[] = []
    this.#open.push({ name, node })
    const resolved = this.#resolve(node, problems)
    this.#open.pop()
    throwIfAny(problems)
    return resolved
  }

  #find(name: string): LocatedEntry | undefined {
    for (const layer of this.#layers) {
      const entry = layer.get(name)
      if (entry !== undefined) return entry
    }
    return undefined
  }

  #names(): string[] {
    return [...new Set(this.#layers.flatMap((layer) => [...layer.keys()]))]
  }

  #bounded(resolved: Resolved, located: Located, problems: EvenkeelError[]): Resolved {
    if (resolved.size <= LARGEST) return resolved
    this.unresolved.add(located)
    problems.push(errorAt(located.place, `Its look-ups make more than ${LARGEST} characters of this`))
    return { value: undefined, size: 1 }
  }
}

const LITERAL_HINT = 'For a plain "${" write "$${".'

/** Goes as far as maps and lists are written out; what is left must be found in what a look-up gives. */
function walk(from: Located, path: readonly string[]): { node: Located; rest: readonly string[] } {
  const [key, ...others] = path
  if (key === undefined) return { node: from, rest: [] }
  const child =
    from.type === 'map' ? from.entries.get(key)?.value : from.type === 'list' ? from.items[Number(key)] : undefined
  return child === undefined ? { node: from, rest: path } : walk(child, others)
}

function member({ value, size }: Resolved, key: string, name: string, place: Place): Resolved {
  const isMap = typeof value === 'object' && value !== null && !(value instanceof Secret) && !(value instanceof Text)
  if (isMap && Object.hasOwn(value, key)) return { value: (value as Record<string, unknown>)[key], size }
  throw errorAt(place, `There is no "${key}" in what "${name}" leads to`, {
    hint: isMap ? suggestion(key, Object.keys(value)) : 'It is a single value.',
  })
}

/** Where a look-up stands inside of its text, as far as that can be told. */
function placeOf(token: string, { place, written }: LocatedScalar): Place {
  const offset = place.source.text.indexOf(token, place.offset)
  const isInside = offset >= 0 && offset - place.offset <= 2 * written.length + 100
  return isInside ? { source: place.source, offset } : place
}

function plainText(value: string): Resolved {
  return { value, size: value.length }
}

function joinable(value: unknown, token: string, place: Place): string | Secret | Text {
  if (value instanceof Secret || value instanceof Text) return value
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  const is = value === null ? 'empty' : Array.isArray(value) ? 'a list' : 'a map'
  throw errorAt(place, `${token} is ${is}: inside of text, text or a number is needed`)
}

function joined(parts: readonly (string | Secret | Text)[]): string | Text {
  if (parts.every((part) => typeof part === 'string')) return parts.join('')
  return new Text(parts.flatMap((part) => (part instanceof Text ? part.parts : [part])))
}

function sizeOf(parts: readonly Resolved[]): number {
  return parts.reduce((sum, part) => sum + part.size, 1)
}
