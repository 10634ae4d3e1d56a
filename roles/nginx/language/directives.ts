/** A directive in nginx's language, such as `listen 80;` or `location / { … }`. */
export interface Directive {
  readonly name: string
  /** Its arguments as they are written, with their quotes. */
  readonly words: readonly string[]
  /** The directives of its block; undefined without a block, and for a block in another language. */
  readonly inner: readonly Directive[] | undefined
  /** Whether the block has entries instead of directives, as that of a map: their first words are values. */
  readonly hasEntries: boolean
}

const ENTRIES = ['map', 'geo', 'split_clients', 'types', 'charset_map', 'match']
const OTHER_LANGUAGE = /_by_lua_block$/

const TOKEN = /#[^\n]*|[;{}]|(?:"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[^'\\])*'?)|(?:\$\{[^\s}]*\}|\\[\s\S]|[^\s;{}])+/g

/** Reads lines of the user's own. It never throws: `nginx -t` says what is wrong with them. */
export function parseDirectives(text: string): readonly Directive[] {
  return new Reader(tokens(text)).block()
}

/** nginx takes `#` for a comment only at the beginning of a word, as the expression does. */
function tokens(text: string): readonly string[] {
  return [...text.matchAll(TOKEN)].map(([found]) => found).filter((found) => !found.startsWith('#'))
}

class Reader {
  readonly #tokens: readonly string[]
  #at = 0

  constructor(all: readonly string[]) {
    this.#tokens = all
  }

  /** The directives up to the closing brace, or to the end. */
  block(): readonly Directive[] {
    const found: Directive[] = []
    for (let words: string[] = []; ; ) {
      const token = this.#next()
      if (token === undefined || token === '}' || token === ';' || token === '{') {
        const [name, ...others] = words
        if (name !== undefined) found.push(this.#directive(name, others, token === '{'))
        else if (token === '{') this.#skip()
        words = []
        if (token === undefined || token === '}') return found
      } else words.push(token)
    }
  }

  #directive(name: string, words: readonly string[], hasBlock: boolean): Directive {
    const hasEntries = ENTRIES.includes(name)
    if (!hasBlock) return { name, words, inner: undefined, hasEntries: false }
    if (OTHER_LANGUAGE.test(name)) {
      this.#skip()
      return { name, words, inner: undefined, hasEntries: false }
    }
    return { name, words, inner: this.block(), hasEntries }
  }

  #skip(): void {
    for (let depth = 1; depth > 0; ) {
      const token = this.#next()
      if (token === undefined) return
      if (token === '{') depth++
      if (token === '}') depth--
    }
  }

  #next(): string | undefined {
    return this.#tokens[this.#at++]
  }
}

/** A directive as one line, without its block. */
export function lineOf({ name, words, inner }: Directive): string {
  return [name, ...words].join(' ') + (inner === undefined ? ';' : ' {')
}

/** Every directive at any depth that is no entry of a map and the like. */
export function allDirectives(text: string): readonly Directive[] {
  const flat = (all: readonly Directive[]): readonly Directive[] =>
    all.flatMap((one) => [one, ...(one.hasEntries ? [] : flat(one.inner ?? []))])
  return flat(parseDirectives(text))
}

/** A word without its quotes. */
export function unquoted(word: string): string {
  return /^(["'])(.*)\1$/s.exec(word)?.[2] ?? word
}
