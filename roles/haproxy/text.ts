import { Secret, Text, type TextValue, text } from '../../engine/secrets.ts'
import { escaped, isPlain } from './words.ts'

/** One argument in haproxy.cfg, quoted if necessary. A secret in it stays one. */
export function argumentOf(value: TextValue): Text {
  const whole = text`${value}`
  return isPlain(whole.reveal()) ? whole : quotedText(whole)
}

/** An argument in double quotes. */
export function quotedText(value: TextValue): Text {
  const parts = text`${value}`.parts.map((part) => (part instanceof Secret ? escapedSecret(part) : escaped(part)))
  return new Text(['"', ...parts, '"'])
}

function escapedSecret(secret: Secret): Secret {
  const written = escaped(secret.reveal())
  return written === secret.reveal() ? secret : new Secret(written, secret.source)
}

/** The words of a line, with blanks between them. */
export function joined(words: readonly TextValue[]): Text {
  return new Text(words.flatMap((word, index) => text`${index === 0 ? '' : ' '}${word}`.parts))
}

/** The lines of a text, without the blanks around each. A secret of several lines is in one. */
export function linesOf(value: Text | undefined): readonly Text[] {
  if (value === undefined || value.reveal().trim() === '') return []
  const lines: (string | Secret)[][] = [[]]
  for (const part of value.parts) {
    if (part instanceof Secret) {
      lines.at(-1)?.push(part)
      continue
    }
    const [first = '', ...others] = part.split('\n')
    lines.at(-1)?.push(first)
    lines.push(...others.map((one) => [one]))
  }
  return lines.map((parts) => trimmed(parts))
}

function trimmed(parts: readonly (string | Secret)[]): Text {
  const last = parts.length - 1
  return new Text(
    parts.map((part, index) => {
      if (part instanceof Secret) return part
      const start = index === 0 ? part.trimStart() : part
      return index === last ? start.trimEnd() : start
    }),
  )
}
