import { Blob } from './blob.ts'
import { Secret, Text } from './secrets.ts'

export type ShValue = string | number | Blob | Sh | readonly (string | number)[]

/**
 * A piece of POSIX sh in which every value is quoted. It can only be made by {@link sh}, so a host's name or a
 * file's path never becomes code. A secret cannot be a word of a command, which everybody on the host can read: it
 * goes into a {@link Blob}.
 */
export class Sh {
  readonly script: string
  /** The blobs that the script reads; they must be on the host before it runs. */
  readonly blobs: readonly Blob[]

  private constructor(script: string, blobs: readonly Blob[]) {
    this.script = script
    this.blobs = blobs
  }

  /** @internal The only way in is the tag. */
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

/** Quotes every value; an array becomes words, a blob its path on the host, an `Sh` stays the code it is. */
export function sh(strings: TemplateStringsArray, ...values: readonly ShValue[]): Sh {
  return Sh.compose(strings, values)
}

function wordOf(value: ShValue): string {
  if (value instanceof Sh) return value.script
  if (value instanceof Blob) return `"$EVENKEEL_BLOBS"/${value.sha256}`
  if (typeof value === 'string' || typeof value === 'number') return quote(String(value))
  if (Array.isArray(value)) return value.map((word) => quote(String(word))).join(' ')
  throw new TypeError(
    value instanceof Secret || value instanceof Text
      ? 'sh: a secret cannot be a word of a command; put it into a blob'
      : `sh: cannot quote ${typeof value}`,
  )
}

const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/

/** One word for sh, whatever is in it. A NUL cannot be in a word. */
export function quote(word: string): string {
  if (word.includes('\0')) throw new TypeError('sh: a word cannot hold a NUL byte')
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
