import { createHash } from 'node:crypto'
import { type Blob, textIn } from '../../blob.ts'
import type { DigestRedactor } from '../../redaction.ts'
import { MASK } from '../../secrets/masked.ts'
import { looksSecret } from '../../secrets/secret-names.ts'
import { Secret, type Text } from '../../secrets.ts'
import { isFact } from './replacement-notes.ts'

/** How a state is shown. Without it, nothing is shown that not everybody on the host may read. */
export interface Display {
  readonly redactDigest: DigestRedactor
  /** The user has asked for the text of files that not everybody may read. */
  readonly showsPrivate: boolean
}

interface Found {
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** Four octal digits. */
  readonly mode: string
}

/**
 * A file's content as lines for a diff, without secrets. `found` is the state that is shown, `content` what the spec
 * wants. `preview` has facts about the file on the host, and then its base64, unless it is as wanted, too big, or absent;
 * after a blank line also that of an earlier content that it gets back.
 *
 * What the playbook writes is shown, and a file that it copies as if others had written it: a private key may be such a file.
 * Of a text that others wrote, or an earlier description:
 *
 * - in a file that everybody may read, all lines; but if the new content holds a secret, only lines with a key that the
 *   new content has, too, and that holds no secret there: the former secret may have had another key;
 * - in any other file, only lines that the new content has, too; all lines if the user asks for them.
 */
export function contentLines(
  found: Found,
  content: Blob | undefined,
  preview: string | undefined,
  display?: Display,
): readonly string[] {
  if (found.size === 0) return []
  const summary = summaryOf(found, content, display)
  const written = writtenText(found, content, display)
  if (content?.sha256 === found.sha256 && written !== undefined) return linesOf(written.toString())
  const text = textOf(preview, found.sha256)
  if (text === undefined) return [summary]
  const lines = linesOf(text)
  if (isPrivate(found)) return privateLines(lines, written, display) ?? [summary]
  if (content?.secret !== true) return lines
  return written === undefined ? [summary] : redactedLike(lines, written, isPublicKey)
}

const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/

/** The text that is wanted, unless it is that of a copied file which not everybody may read. */
function writtenText(found: Found, content: Blob | undefined, display: Display | undefined): Text | undefined {
  if (content?.isCopy !== true || display?.showsPrivate) return content?.text
  return isPrivate(found) || PRIVATE_KEY.test(content.text?.toString() ?? '') ? undefined : content.text
}

/** Whether not everybody on the host may read a file with this mode. */
export function isPrivate({ mode }: Pick<Found, 'mode'>): boolean {
  return !/[4-7]$/.test(mode)
}

function summaryOf(found: Found, content: Blob | undefined, display: Display | undefined): string {
  const size = `${found.size} bytes`
  if (content?.secret) return `${size}, with a secret`
  if (!isPrivate(found)) return `${size}, sha256 ${found.sha256.slice(0, 12)}…`
  const [digest = ''] = /keyed digest .{12}/.exec(display?.redactDigest(found.sha256) ?? '') ?? []
  return [`${size}, not shown: not everybody may read it`, digest && `${digest}…`].filter(Boolean).join(', ')
}

/** Undefined if no line can be shown. */
function privateLines(
  lines: readonly string[],
  written: Text | undefined,
  display: Display | undefined,
): readonly string[] | undefined {
  if (display?.showsPrivate) {
    if (written === undefined) return lines.map(withoutNamedSecret)
    const { plain } = readTemplate(written)
    const shown = redactedLike(lines, written, () => true)
    return shown.map((line) => (plain.has(line) ? line : withoutNamedSecret(line)))
  }
  if (written === undefined) return undefined
  const shown = redactedLike(lines, written, () => false)
  return shown.some((line) => line !== MASK && line.trim() !== '') ? shown : undefined
}

/** Hides what follows a word such as `auth_pass` on a line. */
function withoutNamedSecret(line: string): string {
  const name = [...line.matchAll(/[\p{L}\p{N}_.-]+/gu)].find(([word]) => looksSecret(word))
  if (name === undefined) return line
  const end = name.index + name[0].length
  const between = /^["']?[\s:=]*/.exec(line.slice(end))?.[0].length ?? 0
  return end + between === line.length ? line : `${line.slice(0, end + between)}${MASK}`
}

function linesOf(whole: string): string[] {
  const lines = whole.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : [...lines.slice(0, -1), `${lines.at(-1)} (no newline at the end)`]
}

/** The text of the digest among those of the preview; undefined without it, and for bytes that are not text. */
function textOf(preview: string | undefined, sha256: string): string | undefined {
  const shown =
    preview
      ?.split('\n')
      .filter((line) => !isFact(line))
      .join('\n')
      .split('\n\n') ?? []
  const bytes = shown
    .map((base64) => Buffer.from(base64, 'base64'))
    .find((one) => createHash('sha256').update(one).digest('hex') === sha256)
  return bytes === undefined ? undefined : textIn(bytes)
}

/**
 * Shows of old lines what the new content has, too. A line that begins with the text before a secret there most likely
 * holds the old secret: only that text is shown. Lines that follow each other and are not shown are one mask.
 *
 * @param isShown whether to show another line
 */
function redactedLike(
  lines: readonly string[],
  template: Text,
  isShown: (line: string, written: Template) => boolean,
): string[] {
  const written = readTemplate(template)
  if (written.prefixes.includes('') || hasSecretOfSeveralLines(template)) return [MASK]
  const shown = lines.map((line) => {
    const prefix = written.prefixes.find((one) => line.trimStart().startsWith(one))
    if (prefix !== undefined) return `${line.slice(0, line.indexOf(prefix))}${prefix}${MASK}`
    return written.plain.has(line) || isShown(line, written) ? line : MASK
  })
  return shown.filter((line, index) => line !== MASK || shown[index - 1] !== MASK)
}

interface Template {
  /** The lines without a secret. */
  readonly plain: ReadonlySet<string>
  /** The text before each secret on its line, without indentation; empty if the line begins with the secret. */
  readonly prefixes: readonly string[]
}

function readTemplate({ parts }: Text): Template {
  const plain = new Set<string>()
  const prefixes: string[] = []
  let line = ''
  let isPlain = true
  const end = () => {
    if (isPlain) plain.add(line)
    line = ''
    isPlain = true
  }
  for (const part of parts) {
    if (part instanceof Secret) {
      if (isPlain) prefixes.push(line.trimStart())
      isPlain = false
      continue
    }
    const [first = '', ...others] = part.split('\n')
    line += first
    for (const other of others) {
      end()
      line = other
    }
  }
  end()
  return { plain, prefixes }
}

/** Whether lines with the first word of this line are written, and none of them with a secret. */
function isPublicKey(line: string, { plain, prefixes }: Template): boolean {
  const key = keyOf(line)
  if (key === undefined || looksSecret(key)) return false
  return [...plain].some((one) => keyOf(one) === key) && !prefixes.some((one) => keyOf(one) === key)
}

function keyOf(line: string): string | undefined {
  return /^\s*([\p{L}\p{N}_.-]+)/u.exec(line)?.[1]
}

function hasSecretOfSeveralLines({ parts }: Text): boolean {
  return parts.some((part) => part instanceof Secret && part.reveal().includes('\n'))
}
