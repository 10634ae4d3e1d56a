import { type TextValue, text } from '../../../engine/secrets.ts'

/** One line, or none, or several. */
export type Lines = readonly TextValue[]

/** `head { … }` with its body indented, as keepalived's manual writes it. */
export function block(head: string, ...body: readonly Lines[]): Lines {
  return [`${head} {`, ...body.flat().map((line) => text`    ${line}`), '}']
}

/** A block that is left out where it would be empty. */
export function blockOfSome(head: string, body: Lines): Lines {
  return body.length === 0 ? [] : block(head, body)
}

/** A keyword on its own, where it applies. */
export function flag(keyword: string, applies: boolean | undefined): Lines {
  return applies === true ? [keyword] : []
}

/** A keyword with its value, where there is one. */
export function setting(keyword: string, value: TextValue | undefined): Lines {
  return value === undefined ? [] : [text`${keyword} ${value}`]
}

/** What the user wrote for what we do not model, line by line. */
export function extra(written: string | undefined): Lines {
  return written === undefined || written === '' ? [] : written.split('\n')
}
