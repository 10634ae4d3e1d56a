import type { Blob } from '../../blob.ts'
import { Secret, type Text } from '../../secrets.ts'
import { isFact } from './replacement-notes.ts'

const MASK = '***'

/**
 * A file's content as lines for a diff, with secrets redacted. `found` is the content of the state that is shown,
 * `content` what the spec wants. `preview` is the base64 of the file on the host, after facts about it, or empty: the
 * file is as wanted, too big, or absent.
 */
export function contentLines(
  found: { readonly sha256: string; readonly size: number },
  content: Blob | undefined,
  preview: string | undefined,
): readonly string[] {
  const digest = content?.secret ? 'with a secret' : `sha256 ${found.sha256.slice(0, 12)}…`
  const summary = `${found.size} bytes, ${digest}`
  if (found.size === 0) return []
  if (content?.sha256 === found.sha256) return content.text === undefined ? [summary] : linesOf(content.text.toString())
  const before = textOf(preview)
  if (before === undefined || Buffer.byteLength(before) !== found.size) return [summary]
  if (content?.secret !== true) return linesOf(before)
  return content.text === undefined ? [summary] : redactedLike(linesOf(before), content.text)
}

function linesOf(whole: string): string[] {
  const lines = whole.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : [...lines.slice(0, -1), `${lines.at(-1)} (no newline at the end)`]
}

/** Undefined for bytes that are not text. */
function textOf(preview: string | undefined): string | undefined {
  const lines = preview?.split('\n').filter((line) => line.trim() !== '' && !isFact(line)) ?? []
  if (lines.length === 0) return undefined
  try {
    const bytes = Buffer.from(lines.join(''), 'base64')
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/**
 * Redacts old lines after the text that precedes a secret in the new content: such a line most likely holds the old
 * secret.
 */
function redactedLike(lines: readonly string[], template: Text): string[] {
  const prefixes = secretPrefixes(template)
  if (prefixes.includes('') || hasSecretOfSeveralLines(template)) return [MASK]
  return lines.map((line) => {
    const prefix = prefixes.find((one) => line.trimStart().startsWith(one))
    return prefix === undefined ? line : `${line.slice(0, line.indexOf(prefix))}${prefix}${MASK}`
  })
}

/** The text before each secret on its line, without indentation; empty if the line begins with the secret. */
function secretPrefixes({ parts }: Text): string[] {
  let line = ''
  return parts.flatMap((part) => {
    if (part instanceof Secret) return [line.trimStart()]
    line = (line + part).split('\n').at(-1) ?? ''
    return []
  })
}

function hasSecretOfSeveralLines({ parts }: Text): boolean {
  return parts.some((part) => part instanceof Secret && part.reveal().includes('\n'))
}
