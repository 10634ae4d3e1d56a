import { inspect } from 'node:util'
import { remember } from './secrets/known.ts'
import { MASK } from './secrets/masked.ts'

/** A value that prints as `***` everywhere; only {@link Secret.reveal} returns it. */
export class Secret {
  readonly #value: string
  /** The source of the value, such as `env:DB_PASSWORD`; safe to print. */
  readonly source: string

  constructor(value: string, source: string) {
    this.#value = value
    this.source = source
    remember(value)
  }

  /** Returns the value itself: for the bytes of a file, never for a message. */
  reveal(): string {
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [inspect.custom](): string {
    return MASK
  }
}

/** Text with secret parts, such as a config file with a password. */
export class Text {
  readonly parts: readonly (string | Secret)[]

  constructor(parts: readonly (string | Secret)[]) {
    this.parts = parts
  }

  get isSecret(): boolean {
    return this.parts.some((part) => part instanceof Secret)
  }

  reveal(): string {
    return this.parts.map((part) => (part instanceof Secret ? part.reveal() : part)).join('')
  }

  toString(): string {
    return this.parts.join('')
  }

  toJSON(): string {
    return this.toString()
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

export type TextValue = string | number | Secret | Text

/** Joins strings, secrets and other texts: `` text`auth_pass ${secret}` ``. */
export function text(strings: TemplateStringsArray, ...values: readonly TextValue[]): Text {
  const parts: (string | Secret)[] = []
  strings.forEach((literal, index) => {
    parts.push(literal)
    const value = values[index]
    if (value === undefined) return
    if (value instanceof Text) parts.push(...value.parts)
    else parts.push(value instanceof Secret ? value : String(value))
  })
  return new Text(parts)
}

/** Lines joined by newlines, with one at the end. */
export function lines(all: readonly TextValue[]): Text {
  return new Text(all.flatMap((line) => [...text`${line}`.parts, '\n']))
}
