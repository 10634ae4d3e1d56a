import type { Blob } from '../blob.ts'
import { Secret, type Text } from '../secrets.ts'

const MASK = '***'

export interface FileSpec {
  readonly path: string
  /** Undefined for a file that is to be absent. */
  readonly content: Blob | undefined
  readonly mode: string
  readonly owner: string
  readonly group: string
  readonly validate: string | undefined
}

export type FileState = {
  /** Four octal digits. */
  readonly mode: string
  /** A name, or a number where no account has it. */
  readonly owner: string
  readonly group: string
  readonly sha256: string
  /** bytes */
  readonly size: number
}

/**
 * A file's state as lines for a diff: its permissions, then its text with secrets masked. `preview` is base64 of what
 * is on the host now, empty where that is what is wanted, too big, or not there.
 */
export function fileLines(state: FileState, spec: FileSpec, preview: string | undefined): readonly string[] {
  const permissions = `mode ${state.mode}, owner ${state.owner}, group ${state.group}`
  return [permissions, ...contentLines(state, spec, preview)]
}

function contentLines(state: FileState, { content }: FileSpec, preview: string | undefined): readonly string[] {
  const digest = content?.secret ? 'with a secret' : `sha256 ${state.sha256.slice(0, 12)}…`
  const summary = `${state.size} bytes, ${digest}`
  if (state.size === 0) return []
  if (content?.sha256 === state.sha256) return content.text === undefined ? [summary] : linesOf(content.text.toString())
  const found = textOf(preview)
  if (found === undefined || Buffer.byteLength(found) !== state.size) return [summary]
  if (content?.secret !== true) return linesOf(found)
  return content.text === undefined ? [summary] : maskedLike(linesOf(found), content.text)
}

function linesOf(whole: string): string[] {
  const lines = whole.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : [...lines.slice(0, -1), `${lines.at(-1)} (no newline at the end)`]
}

/** Undefined for bytes that are not text. */
function textOf(preview: string | undefined): string | undefined {
  if (preview === undefined || preview.trim() === '') return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(preview, 'base64'))
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** Masks the rest of a line that begins as one does in which the new text holds a secret: it holds the old one. */
function maskedLike(lines: readonly string[], template: Text): string[] {
  const starts = secretStarts(template)
  if (starts.includes('') || hasLongSecret(template)) return [MASK]
  return lines.map((line) => {
    const start = starts.find((one) => line.trimStart().startsWith(one))
    return start === undefined ? line : `${line.slice(0, line.indexOf(start))}${start}${MASK}`
  })
}

/** What stands before the secrets on their lines, without indentation; empty where a line begins with a secret. */
function secretStarts({ parts }: Text): string[] {
  let line = ''
  return parts.flatMap((part) => {
    if (part instanceof Secret) return [line.trimStart()]
    line = (line + part).split('\n').at(-1) ?? ''
    return []
  })
}

function hasLongSecret({ parts }: Text): boolean {
  return parts.some((part) => part instanceof Secret && part.reveal().includes('\n'))
}
