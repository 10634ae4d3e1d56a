import { stripVTControlCharacters } from 'node:util'

/** Control characters that remain after escape sequences are removed; newline and tab are kept. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression is for control characters
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/**
 * Makes text of a host safe for a terminal: removes escape sequences, and replaces other control characters and marks
 * that change the reading direction by `\ufffd`.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(CONTROL, '\ufffd')
}
