/** The beginning of a secret that is searched for in its encoded forms. */
const MOST_ENCODED = 20_000

/** The number of characters of base64 or hex that are recognized inside a longer secret: six bytes or more. */
export const PIECE = { base64: 8, hex: 12 } as const

/**
 * A regular expression for the value as programs print it: as it is, or with any of its characters encoded for JSON, a
 * URL, HTML or the shell, also several times.
 */
export function writtenForms(value: string): RegExp {
  return new RegExp([...value.slice(0, MOST_ENCODED)].map(formsOfCharacter).join(''), 'gu')
}

function formsOfCharacter(character: string): string {
  const literal = literally(character)
  const isPlain = /[\p{L}\p{N}_]/u.test(character)
  const point = character.codePointAt(0) ?? 0
  const forms = [
    isPlain ? literal : `\\\\{0,9}${literal}`,
    bytesOf(character).map(percentEncoded).join(''),
    [...Array(character.length).keys()].map((index) => unicodeEscape(character.charCodeAt(index))).join(''),
    `&(?:amp;){0,4}#(?:0*${point}|[xX]0*${anyCase(point.toString(16))});`,
    ...(point < 128 ? [`\\\\{1,9}x${anyCase(hexOf(point))}`, `\\\\{1,9}0?${point.toString(8).padStart(3, '0')}`] : []),
    ...(OWN_FORMS[character] ?? []),
  ]
  return `(?:${forms.join('|')})`
}

/** Forms that only one character has. */
const OWN_FORMS: Readonly<Record<string, readonly string[]>> = {
  ' ': ['\\+'],
  '&': ['&(?:amp;){1,4}'],
  '<': ['&(?:amp;){0,4}lt;'],
  '>': ['&(?:amp;){0,4}gt;'],
  '"': ['&(?:amp;){0,4}quot;'],
  // Inside single quotes the shell has no escape: the quotes are closed and opened again.
  "'": ["'\\\\{1,9}''", `'"'"'`, '&(?:amp;){0,4}apos;'],
}

function percentEncoded(byte: number): string {
  return `%(?:25){0,4}${anyCase(hexOf(byte))}`
}

function unicodeEscape(unit: number): string {
  return `\\\\{1,9}u${anyCase(unit.toString(16).padStart(4, '0'))}`
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
}

function literally(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
}

function bytesOf(value: string): number[] {
  return [...Buffer.from(value, 'utf8')]
}

function hexOf(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

/**
 * The value in base64, whatever precedes it in what is encoded: with zero, one and two bytes before it, and only the
 * characters that do not depend on its neighbours.
 */
export function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value.slice(0, MOST_ENCODED), 'utf8')
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  })
}

/** The value in hexadecimal digits, in lower case. */
export function hexForm(value: string): string {
  return Buffer.from(value.slice(0, MOST_ENCODED), 'utf8').toString('hex')
}

/** All pieces of this length; the form itself if it is not longer. */
export function piecesOf(form: string, length: number): string[] {
  if (form.length <= length) return [form]
  return Array.from({ length: form.length - length + 1 }, (_, index) => form.slice(index, index + length))
}

/** The value in each encoding as one text, whose beginning or end may stand where an output is cut. */
export function encodedForms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1)
  const ascii = json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const hex = hexForm(value)
  const url = encodeURIComponent(value.toWellFormed())
  return [json, ascii, url, url.replaceAll('%20', '+'), hex, hex.toUpperCase(), ...base64Forms(value)]
}
