import { lines, type Text, type TextValue, text } from '../../engine/secrets.ts'

/** Lines of a configuration file: none, one or several. */
export type Lines = readonly TextValue[]

const HEAD = '# Written by evenkeel. What is changed here is put back by its next apply.'

/** A whole file: the head comment, then the lines. */
export function configFile(...parts: readonly Lines[]): Text {
  return lines([HEAD, ...parts.flat()])
}

/** A whole file with an empty line before each section; a section without lines is left out. */
export function sectionedFile(...sections: readonly Lines[]): Text {
  return configFile(...sections.filter((section) => section.length > 0).map((section) => ['', ...section]))
}

/** The lines one level deeper. An empty line stays empty. */
export function indented(...parts: readonly Lines[]): Lines {
  return parts.flat().map((line) => (line === '' ? '' : text`    ${line}`))
}

/** `head { … }` with its body indented. */
export function block(head: string, ...body: readonly Lines[]): Lines {
  return [`${head} {`, ...indented(...body), '}']
}

/** The same, left out if it would be empty. */
export function optionalBlock(head: string, body: Lines): Lines {
  return body.length === 0 ? [] : block(head, body)
}

/** A keyword on its own, if it applies. */
export function flag(keyword: string, applies: boolean | undefined): Lines {
  return applies === true ? [keyword] : []
}

/** A keyword with its value, if there is a value. */
export function setting(keyword: string, value: TextValue | undefined): Lines {
  return value === undefined ? [] : [text`${keyword} ${value}`]
}

/** The user's own lines, for directives that the role does not model. */
export function extra(written: string | undefined): Lines {
  return written === undefined || written === '' ? [] : written.split('\n')
}
