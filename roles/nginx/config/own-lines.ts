import { Secret, Text, type TextValue } from '../../../engine/secrets.ts'
import { extra, type Lines } from '../../kit/config-text.ts'
import { parseDirectives } from '../language/directives.ts'
import { type OwnLines, revealed } from '../language/own-text.ts'

/** Lines of the user's own as they are written. */
export function ownLines(own: OwnLines | undefined): Lines {
  return own instanceof Text ? splitLines(own) : extra(own)
}

function splitLines({ parts }: Text): Lines {
  const lines: (string | Secret)[][] = [[]]
  for (const part of parts) {
    if (part instanceof Secret) lines.at(-1)?.push(part)
    else {
      const [first = '', ...others] = part.split('\n')
      lines.at(-1)?.push(first)
      lines.push(...others.map((line) => [line]))
    }
  }
  while (lines.length > 0 && lines.at(-1)?.every((part) => part === '')) lines.pop()
  return lines.map((line): TextValue => new Text(line))
}

/** Directives that may stand several times in a block, each with a meaning of its own. */
const REPEATABLE = [
  'listen',
  'server',
  'server_name',
  'set_real_ip_from',
  'add_header',
  'proxy_set_header',
  'access_log',
  'ssl_certificate',
  'ssl_certificate_key',
  'set',
  'return',
]

/** The role's lines without directives that the user has, too: nginx takes most of them only once in a block. */
export function withoutOwn(lines: Lines, own: OwnLines | undefined): Lines {
  const names = parseDirectives(revealed(own)).map(({ name }) => name)
  const replaced = new Set(names.filter((name) => !REPEATABLE.includes(name)))
  return lines.filter((line) => typeof line !== 'string' || !replaced.has(line.split(' ')[0] ?? ''))
}
