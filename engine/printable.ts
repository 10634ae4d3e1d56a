import { stripVTControlCharacters } from 'node:util'

/**
 * Characters that a terminal obeys instead of showing them, or that change how other characters are read: control
 * characters of both sets except newline and tab, marks of the reading direction, line separators, characters without a
 * width, and tags.
 */
const HARMFUL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression is for control characters
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

/**
 * Makes text of a host safe to show, on a terminal and in JSON: removes escape sequences, and replaces each character of
 * {@link HARMFUL} by `\ufffd`.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(HARMFUL, '\ufffd')
}

/** One line of text in which such characters are blanks, so that all others stand in their columns. */
export function printableLine(line: string): string {
  return line.replaceAll('\t', ' ').replace(HARMFUL, (character) => ' '.repeat(character.length))
}
