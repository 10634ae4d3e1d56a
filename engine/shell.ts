import { readFileSync } from 'node:fs'
import { Blob } from './blob.ts'
import { Secret, Text } from './secrets.ts'

export type ShValue = string | number | Blob | Sh | readonly (string | number)[]

/**
 * A piece of POSIX sh in which every value is quoted. Only {@link sh} and {@link shFile} make it, so a host's name or a
 * file's path never becomes code. A secret cannot be a word of a command, because everybody on the host can read commands: put the
 * secret into a {@link Blob}.
 */
export class Sh {
  readonly script: string
  /** The blobs that the script reads; they must be on the host before it runs. */
  readonly blobs: readonly Blob[]

  private constructor(script: string, blobs: readonly Blob[]) {
    this.script = script
    this.blobs = blobs
  }

  /** @internal Only for {@link sh}. */
  static compose(strings: TemplateStringsArray, values: readonly ShValue[]): Sh {
    const blobs: Blob[] = []
    const script = strings.reduce((before, literal, index) => {
      const value = values[index - 1]
      if (value === undefined) throw new TypeError('sh: a value is undefined')
      if (value instanceof Blob) blobs.push(value)
      if (value instanceof Sh) blobs.push(...value.blobs)
      return before + wordOf(value) + literal
    })
    return new Sh(script, blobs)
  }

  /** @internal Only for {@link shFile}. */
  static read(file: URL): Sh {
    return new Sh(readFileSync(file, 'utf8').trimEnd(), [])
  }

  static lines(all: readonly Sh[]): Sh {
    return new Sh(
      all.map((one) => one.script).join('\n'),
      all.flatMap((one) => one.blobs),
    )
  }

  toString(): string {
    return this.script
  }
}

/** Quotes every value; an array becomes words, a blob becomes its path on the host, an `Sh` is inserted as code. */
export function sh(strings: TemplateStringsArray, ...values: readonly ShValue[]): Sh {
  return Sh.compose(strings, values)
}

/** The code of a .sh file of this program. Put calls of its functions, with their values, after it. */
export function shFile(file: URL): Sh {
  return Sh.read(file)
}

function wordOf(value: ShValue): string {
  if (value instanceof Sh) return value.script
  if (value instanceof Blob) return `"$(blob_at ${value.sha256})"`
  if (typeof value === 'string' || typeof value === 'number') return quote(String(value))
  if (Array.isArray(value)) return value.map((word) => quote(String(word))).join(' ')
  throw new TypeError(
    value instanceof Secret || value instanceof Text
      ? 'sh: a secret cannot be a word of a command; put it into a blob'
      : `sh: cannot quote ${typeof value}`,
  )
}

const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/

/** Quotes any text as one word of sh. Throws for a NUL, which no word can contain. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new TypeError('sh: a word cannot hold a NUL byte')
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
