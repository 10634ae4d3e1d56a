import { dirname } from 'node:path'
import type { Located, LocatedEntry, LocatedScalar } from '../engine/errors/document.ts'
import { EvenkeelError, throwIfAny } from '../engine/errors/error.ts'
import { suggestion } from '../engine/errors/nearest.ts'
import { errorAt, errorsOf, inReadingOrder, type Place, placed } from '../engine/errors/source.ts'
import { Secret, Text } from '../engine/secrets.ts'
import { NOTHING_OPENED, type OpenedSecrets } from './opened-secrets.ts'
import { readSecret, SECRET_SOURCES } from './secret-sources.ts'

/** Variables by name, as they are written. */
export type Layer = ReadonlyMap<string, LocatedEntry>

/** The secrets read before, or the reasons why they cannot be read, by source and place. */
export type SecretCache = Map<string, Secret | Error>

interface Resolved {
  readonly value: unknown
  /** The number of values and characters in it. */
  readonly size: number
}

const LARGEST = 5_000_000
const LONGEST_CHAIN = 50
const REFERENCE = /\$\$\{|\$\{(?<inside>[^}]*)(?<end>\}?)/g
/** Ansible's templates. */
const JINJA = /\{\{.*?\}\}|\{%.*?%\}/s
const NAME = /^[\p{L}_][\p{L}\p{N}_-]*(?:\.[\p{L}\p{N}_-]+)*$/u

/**
 * Resolves the look-ups `${name}`, `${a.b}`, `${secret:NAME}`, `${env:NAME}`, `${file:PATH}` and `${command:LINE}`, and
 * opens values of Ansible's vault. Of several layers with a name, the first wins. A value that is looked up may contain
 * look-ups itself; `$${` is a plain `${`. Jinja in such a value is refused: it would get into files as it stands.
 */
export class Lookups {
  readonly #layers: readonly Layer[]
  readonly #secrets: SecretCache
  readonly #opened: OpenedSecrets
  readonly #known = new Map<Located, Resolved>()
  /** Values that could not be resolved. */
  readonly unresolved: Set<Located> = new Set()
  readonly #used: Set<string>
  /** Whether the value of a variable is being resolved, and not the text that a look-up stands in. */
  #isVariable = false
  /** The look-ups that are being resolved, for the chain in the error about a cycle. */
  readonly #open: { readonly name: string; readonly node: Located }[] = []

  /**
   * @param secrets all Lookups of one command share them
   * @param used the names of all variables that were looked up are added here
   */
  constructor(
    layers: readonly Layer[],
    secrets: SecretCache = new Map(),
    opened: OpenedSecrets = NOTHING_OPENED,
    used: Set<string> = new Set(),
  ) {
    this.#layers = layers
    this.#secrets = secrets
    this.#opened = opened
    this.#used = used
  }

  /**
   * Returns the plain value. A look-up that is the whole value keeps its type; inside text it is joined. A secret becomes
   * a `Secret` or, inside text, a `Text`. Throws `input` with all look-ups that fail.
   */
  resolve(located: Located): unknown {
    const { value, problems } = this.examine(located)
    throwIfAny(problems)
    return value
  }

  /** As {@link resolve} without throwing: a failed look-up becomes undefined, and the problems have its error. */
  examine(located: Located): { readonly value: unknown; readonly problems: readonly EvenkeelError[] } {
    const problems: EvenkeelError[] = []
    const { value } = this.#resolve(located, problems)
    return { value, problems: inReadingOrder(problems) }
  }

  /** The values of some names. Throws `input` with all look-ups that fail. */
  resolveNames(names: Iterable<string>): Record<string, unknown> {
    const problems: EvenkeelError[] = []
    const entries = [...names].flatMap((name): [string, unknown][] => {
      const entry = this.#find(name)
      return entry === undefined ? [] : [[name, this.#resolveVariable(entry.value, problems).value]]
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

  #resolveVariable(located: Located, problems: EvenkeelError[]): Resolved {
    const before = this.#isVariable
    this.#isVariable = true
    try {
      return this.#resolve(located, problems)
    } finally {
      this.#isVariable = before
    }
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
    if (place.source.vaulted && value !== '') return secretValue(new Secret(value, 'vault'))
    if (scalar.literal === true) return { value, size: 1 + value.length }
    if (this.#isVariable && scalar.vaulted !== true && JINJA.test(value)) {
      problems.push(jinjaError(scalar, value))
      this.unresolved.add(scalar)
      return { value: undefined, size: 1 }
    }
    const isText = place.source.literal || !value.includes('${')
    if (isText && scalar.vaulted !== true) return { value, size: 1 + value.length }
    try {
      return scalar.vaulted ? this.#unvaulted(value, place) : this.#resolveText(value, scalar)
    } catch (error) {
      problems.push(...errorsOf(error))
      this.unresolved.add(scalar)
      return { value: undefined, size: 1 }
    }
  }

  #unvaulted(text: string, place: Place): Resolved {
    return secretValue(withPlace(place, () => this.#opened.vaulted(text)))
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
    throw errorAt(place, `"\${${inside}}" is not a look-up: a name is needed`, { hint: LITERAL_HINT })
  }

  #secret(source: string, name: string, place: Place): Resolved {
    if (source === 'secret') return secretValue(withPlace(place, () => this.#opened.secret(name)))
    if (source === 'command') refuseCommand(name, place)
    const known = SECRET_SOURCES.find((one) => one === source)
    if (known === undefined) {
      throw errorAt(place, `"${source}:" is not a source of secrets`, {
        hint: suggestion(source, ['secret', ...SECRET_SOURCES]),
      })
    }
    return secretValue(this.#readSecret(known, name, place))
  }

  #readSecret(source: (typeof SECRET_SOURCES)[number], name: string, place: Place): Secret {
    const folder = dirname(place.source.file)
    const key = JSON.stringify([source, name, folder])
    const read = this.#secrets.get(key) ?? secretOrError(() => readSecret(source, name, folder))
    this.#secrets.set(key, read)
    if (read instanceof Secret) return read
    throw errorAt(place, `Cannot look up \${${source}:${name}}: ${read.message}`, { cause: read })
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
    if (this.#open.some((one) => one.node === node)) throw errorAt(place, `A look-up refers to itself: ${chain}`)
    if (this.#open.length >= LONGEST_CHAIN)
      throw errorAt(place, `More than ${LONGEST_CHAIN} look-ups refer to each other`)
    const problems: EvenkeelError[] = []
    this.#open.push({ name, node })
    const resolved = this.#resolveVariable(node, problems)
    this.#open.pop()
    throwIfAny(problems)
    return resolved
  }

  #find(name: string): LocatedEntry | undefined {
    for (const layer of this.#layers) {
      const entry = layer.get(name)
      if (entry === undefined) continue
      this.#used.add(name)
      return entry
    }
    return undefined
  }

  #names(): string[] {
    return [...new Set(this.#layers.flatMap((layer) => [...layer.keys()]))]
  }

  #bounded(resolved: Resolved, located: Located, problems: EvenkeelError[]): Resolved {
    if (resolved.size <= LARGEST) return resolved
    this.unresolved.add(located)
    problems.push(errorAt(located.place, `The look-ups in this value expand to more than ${LARGEST} characters`))
    return { value: undefined, size: 1 }
  }
}

function secretValue(secret: Secret): Resolved {
  return { value: secret, size: 1 + secret.reveal().length }
}

function withPlace(place: Place, open: () => Secret): Secret {
  try {
    return open()
  } catch (error) {
    throw error instanceof EvenkeelError ? placed(error, place) : error
  }
}

function secretOrError(read: () => Secret): Secret | Error {
  try {
    return read()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** A command runs only if it stands in a file of the user: a value of `-e` may come from elsewhere. */
function refuseCommand(line: string, place: Place): void {
  if (place.source.argument) {
    const hint = 'Write it into the playbook or the inventory.'
    throw errorAt(place, 'A ${command:…} of the command line is not run', { hint })
  }
  if (!line.includes('${')) return
  throw errorAt(place, 'A ${command:…} cannot contain look-ups', { hint: 'Let the command read the value itself.' })
}

const LITERAL_HINT = 'For a plain "${" write "$${".'

/** Follows the path through written maps and lists. The rest of the path goes into the value of a look-up. */
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
  throw errorAt(place, `There is no "${key}" in the value of "${name}"`, {
    hint: isMap ? suggestion(key, Object.keys(value)) : 'It is a single value.',
  })
}

function jinjaError({ place }: LocatedScalar, value: string): EvenkeelError {
  const [template = ''] = JINJA.exec(value) ?? []
  const name = /^\{\{-?\s*(?<name>[\p{L}_][\p{L}\p{N}_.]*)\s*-?\}\}$/u.exec(template)?.groups?.name
  const instead =
    name === undefined ? 'Write the value out: there are no filters and expressions here.' : `Write \${${name}}.`
  return errorAt(place, `${JSON.stringify(template)} is Jinja, which is not evaluated here`, {
    hint: `${instead} If the braces are meant, tag the value with !unsafe.`,
  })
}

/** The place of a look-up inside its text if it can be found, otherwise the place of the text. */
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
  throw errorAt(place, `${token} is ${is}: inside text, text or a number is needed`)
}

function joined(parts: readonly (string | Secret | Text)[]): string | Text {
  if (parts.every((part) => typeof part === 'string')) return parts.join('')
  return new Text(parts.flatMap((part) => (part instanceof Text ? part.parts : [part])))
}

function sizeOf(parts: readonly Resolved[]): number {
  return parts.reduce((sum, part) => sum + part.size, 1)
}
