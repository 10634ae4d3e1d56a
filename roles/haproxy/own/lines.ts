import type { Text } from '../../../engine/secrets.ts'
import { type RawLine, rawLines } from '../raw.ts'

/** A section that only text of the user's own has: of `config`, or of `extra` at the end of the file. */
export interface OwnSection {
  readonly kind: 'frontend' | 'backend' | 'listen'
  readonly name: string
  readonly lines: readonly RawLine[]
}

/** The vars with sections of the user's own: the whole file, or its end. */
interface OwnText {
  readonly config?: Text | undefined
  readonly extra?: Text | undefined
}

/** A rule that is kept as its line. */
interface Ruled {
  readonly line: Text
}

/** A section of vars with lines of the user's own, and with rules, which act as lines do. */
export interface Extended {
  readonly name: string
  readonly extra?: Text | undefined
  readonly tcp_request?: readonly (Ruled & { readonly at: string })[]
  readonly http_request?: readonly Ruled[]
  readonly http_response?: readonly Ruled[]
  readonly cache?: string | undefined
}

/** The rules of a section, in their order. */
export function actionsOf({ tcp_request = [], http_request = [], http_response = [] }: Extended): readonly Text[] {
  return [...tcp_request, ...http_request, ...http_response].map(({ line }) => line)
}

/** The sections with binds or servers in text of the user's own. */
export function ownSections({ config, extra }: OwnText): readonly OwnSection[] {
  const lines = rawLines((config ?? extra)?.reveal() ?? '')
  const heads = lines.filter(
    ({ words, kind, section }) => words[0] === kind && words[1] === section && isProxy(kind) && section !== '',
  )
  return heads.map(({ kind, section }) => ({
    kind: kind as OwnSection['kind'],
    name: section,
    lines: lines.filter((line) => line.kind === kind && line.section === section && line.words[0] !== kind),
  }))
}

function isProxy(kind: string): boolean {
  return ['frontend', 'backend', 'listen'].includes(kind)
}

/** The lines of the user's own in a section that vars describe, and its rules. */
export function ownLines(section: Extended): readonly RawLine[] {
  const { name, extra, cache } = section
  const written = [...actionsOf(section).map((line) => line.reveal()), extra?.reveal() ?? '']
  const cached = cache === undefined ? [] : [`http-request cache-use ${cache}`]
  return rawLines([...written, ...cached].join('\n')).map((line) => ({ ...line, kind: 'listen', section: name }))
}
