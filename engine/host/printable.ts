import { stripVTControlCharacters } from 'node:util'

/** What is left of control characters once escape sequences are gone; newline and tab stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/**
 * Text of a host made fit for a person's terminal: escape sequences are taken out, and whatever else could steer a
 * terminal or turn the reading direction is shown as `\ufffd`.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(CONTROL, '\ufffd')
}
