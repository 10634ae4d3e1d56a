import { type Document, isAlias, isCollection, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml'
import type { Located, LocatedEntry, LocatedScalar } from './document.ts'
import { type EvenkeelError, throwIfAny } from './error.ts'
import { errorAt, inReadingOrder, type Place, type Source } from './source.ts'
import { sentenceFor } from './yaml-sentences.ts'

const MOST_VALUES = 1_000_000
const DEEPEST = 100

/** Parses YAML 1.2 (and so JSON). Throws `input` with every syntax error at once. */
export function parseSource(source: Source): Located {
  const document = parsed(source)
  const all = [...document.errors, ...document.warnings]
  const exhausted = all.some((problem) => problem.message.startsWith('Maximum call stack'))
  if (exhausted) throw tooDeep({ source, offset: 0 })
  throwIfAny(inReadingOrder(all.map((problem) => syntaxError(source, problem))))
  const reader = new TreeReader(source, document)
  const tree = reader.read(document.contents, 0)
  throwIfAny(inReadingOrder(reader.problems))
  return tree
}

function parsed(source: Source): Document.Parsed {
  if (source.text.includes('\0')) {
    const place = { source, offset: source.text.indexOf('\0') }
    throw errorAt(place, `Cannot read ${source.file}: it holds a NUL byte, text is needed`)
  }
  try {
    return parseDocument(source.text, { version: '1.2', merge: true, prettyErrors: false, customTags: ANSIBLE_TAGS })
  } catch (cause) {
    // The parser recurses, and throws instead of reporting an error if the nesting exceeds the stack.
    if (cause instanceof RangeError) throw tooDeep({ source, offset: 0 })
    throw cause
  }
}

function syntaxError(source: Source, problem: { code: string; message: string; pos: [number, number] }): EvenkeelError {
  const place = { source, offset: Math.min(problem.pos[0], source.text.length) }
  const { message, hint } = sentenceFor(problem)
  return errorAt(place, message, { hint })
}

/** Ansible's tags for an encrypted value, and for text that is no template. */
const [VAULT_TAG, UNSAFE_TAG] = ['!vault', '!unsafe']
const ANSIBLE_TAGS = [VAULT_TAG, UNSAFE_TAG].map((tag) => ({ tag, resolve: (text: string) => text }))
/** The same in the JSON that ansible-inventory prints. */
const [VAULT_KEY, UNSAFE_KEY] = ['__ansible_vault', '__ansible_unsafe']

class TreeReader {
  readonly problems: EvenkeelError[] = []
  readonly #source: Source
  readonly #document: Document.Parsed
  readonly #read = new Map<Node, Located>()
  readonly #open = new Set<Node>()

  constructor(source: Source, document: Document.Parsed) {
    this.#source = source
    this.#document = document
  }

  read(node: Node | null, depth: number): Located {
    const place = this.#place(node)
    if (node === null) return scalar(place, null, '')
    if (depth > DEEPEST) throw tooDeep(place)
    if (isAlias(node)) return this.#readAlias(node.resolve(this.#document), place, depth)
    const known = this.#read.get(node)
    if (known !== undefined) return known
    this.#open.add(node)
    const located = this.#bounded(this.#readNode(node, place, depth))
    this.#open.delete(node)
    this.#read.set(node, located)
    return located
  }

  #readNode(node: Node, place: Place, depth: number): Located {
    if (isMap(node)) return this.#readMap(node.items as Pair<Node | null, Node | null>[], place, depth)
    if (isSeq(node)) {
      const items = node.items.map((item) => this.read(item as Node, depth + 1))
      return { type: 'list', items, place, size: sizeOf(items) }
    }
    if (isScalar(node) && node.tag === VAULT_TAG) return vaultedScalar(place, String(node.value))
    if (isScalar(node) && node.tag === UNSAFE_TAG) return literalScalar(place, String(node.value))
    if (isScalar(node)) return this.#readScalar(node.value, writtenOf(node), node.type === 'PLAIN', place)
    return this.#refuse(place, 'This YAML value is not supported')
  }

  #readAlias(target: Node | undefined, place: Place, depth: number): Located {
    if (target === undefined) return this.#refuse(place, 'This alias names no anchor before it')
    if (this.#open.has(target))
      return this.#refuse(place, 'This alias is inside the value that it stands for, so it would never end')
    return { ...this.read(target, depth), place }
  }

  #readMap(pairs: readonly Pair<Node | null, Node | null>[], place: Place, depth: number): Located {
    const entries = new Map<string, LocatedEntry>()
    const merged: Located[] = []
    for (const { key, value } of pairs) {
      if (isMergeKey(key)) merged.push(this.read(value, depth + 1))
      else this.#readEntry(key, value, entries, depth)
    }
    for (const one of merged) this.#merge(one, entries)
    const [only] = entries.size === 1 ? entries.values() : []
    if (only?.value.type === 'scalar' && only.key === VAULT_KEY) return vaultedScalar(place, String(only.value.value))
    if (only?.value.type === 'scalar' && only.key === UNSAFE_KEY) return literalScalar(place, String(only.value.value))
    return { type: 'map', entries, place, size: sizeOf([...entries.values()].map((entry) => entry.value)) }
  }

  #readEntry(key: Node | null, value: Node | null, entries: Map<string, LocatedEntry>, depth: number): void {
    const keyPlace = this.#place(key)
    const target = isAlias(key) ? key.resolve(this.#document) : key
    if (!isScalar(target) || target.value === null || target.value === '') {
      this.#refuse(keyPlace, 'A key must be a word')
    } else if (isUnsafeKey(String(target.value))) {
      this.#refuse(keyPlace, `"${target.value}" cannot be a key`)
    } else {
      const name = typeof target.value === 'string' ? target.value : writtenOf(target)
      // `key:` without a value: errors about the value point to the key.
      const read = value === null ? scalar(keyPlace, null, '') : this.read(value, depth + 1)
      const empty = read.type === 'scalar' && read.value === null && read.written === ''
      entries.set(name, { key: name, keyPlace, value: empty ? { ...read, place: keyPlace } : read })
    }
  }

  #merge(merged: Located, entries: Map<string, LocatedEntry>): void {
    if (merged.type === 'list') for (const item of merged.items) this.#merge(item, entries)
    else if (merged.type === 'scalar') this.#refuse(merged.place, 'Only a map can be merged by "<<"')
    else for (const [key, entry] of merged.entries) if (!entries.has(key)) entries.set(key, entry)
  }

  #readScalar(value: unknown, written: string, isPlain: boolean, place: Place): Located {
    // What a program printed cannot be quoted: such a number stays text, with all of its digits.
    const isLarge = Number.isInteger(value) && !Number.isSafeInteger(value)
    if (isLarge && place.source.literal && /^-?\d+$/.test(written)) return scalar(place, written, written)
    if (typeof value === 'number' && isPlain) {
      const isSecret = place.source.secretAt(place.offset) !== undefined
      const problem = numberProblem(value, written, isSecret ? 'This value' : written)
      if (problem !== undefined) {
        const hint = isSecret ? 'If text is meant, quote it.' : `If text is meant, quote it: "${written}".`
        this.problems.push(errorAt(place, problem, { hint }))
      }
    }
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return scalar(place, value, written)
    }
    return this.#refuse(place, 'This YAML value is not supported')
  }

  #bounded(located: Located): Located {
    if (located.size <= MOST_VALUES) return located
    throw errorAt(located.place, `The aliases in this value expand to more than ${MOST_VALUES} values`)
  }

  #refuse(place: Place, message: string): Located {
    this.problems.push(errorAt(place, message))
    return scalar(place, null, '')
  }

  #place(node: Node | null): Place {
    return { source: this.#source, offset: Math.min(node?.range?.[0] ?? 0, this.#source.text.length) }
  }
}

function scalar(place: Place, value: LocatedScalar['value'], written: string): LocatedScalar {
  return { type: 'scalar', value, written, place, size: 1 }
}

function vaultedScalar(place: Place, text: string): LocatedScalar {
  return { ...scalar(place, text, text), vaulted: true }
}

function literalScalar(place: Place, text: string): LocatedScalar {
  return { ...scalar(place, text, text), literal: true }
}

function sizeOf(children: readonly Located[]): number {
  return children.reduce((sum, child) => sum + child.size, 1)
}

function writtenOf(node: Node): string {
  return isScalar(node) ? (node.source ?? String(node.value)) : ''
}

function isMergeKey(key: Node | null): boolean {
  if (!isScalar(key) || isCollection(key)) return false
  return typeof key.value === 'symbol' || (key.value === '<<' && key.type === 'PLAIN')
}

/** Such a key would change an object's prototype. */
function isUnsafeKey(key: string): boolean {
  return key === '__proto__'
}

/** @param shown the number as written, or words that stand for it */
function numberProblem(value: number, written: string, shown: string): string | undefined {
  if (/^[-+]?0\d/.test(written)) {
    const read = shown === written ? ` ${value}` : ''
    return `${shown} would be read as the number${read}: a number must not begin with a zero`
  }
  if (!Number.isFinite(value)) return `${shown} is not a finite number`
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return `${shown} is too large to be kept exactly`
  return undefined
}

function tooDeep(place: Place): EvenkeelError {
  return errorAt(place, `Cannot read ${place.source.file}: it is nested more than ${DEEPEST} levels deep`)
}
