/** One word that may stand at the cursor. */
export interface Candidate {
  readonly value: string
  /** Shown beside it by shells that can. */
  readonly description?: string | undefined
}

/** The candidates for the word at the cursor. */
export interface Completion {
  /** `paths` are names of files and folders, which shells quote; with `files` the shell itself lists all files. */
  readonly kind: 'words' | 'paths' | 'files'
  readonly candidates: readonly Candidate[]
}

export const NOTHING: Completion = { kind: 'words', candidates: [] }
export const ANY_FILE: Completion = { kind: 'files', candidates: [] }

/** The names that begin as the word does. */
export function wordsLike(word: string, names: Iterable<string>): Completion {
  return candidatesLike(
    word,
    [...names].map((value) => ({ value })),
  )
}

/** The candidates that begin as the word does. */
export function candidatesLike(word: string, candidates: readonly Candidate[]): Completion {
  return { kind: 'words', candidates: candidates.filter(({ value }) => value.startsWith(word)) }
}

/** The same candidates behind a part of the word that stays as it is, such as `--limit=`. */
export function behind(prefix: string, { kind, candidates }: Completion): Completion {
  return { kind, candidates: candidates.map((one) => ({ ...one, value: `${prefix}${one.value}` })) }
}

/** The kind on the first line; then a line for each candidate, its description behind a tab. Shell scripts read this. */
export function completionText({ kind, candidates }: Completion): string {
  const lines = candidates.map(({ value, description }) =>
    description === undefined ? value : `${value}\t${description}`,
  )
  return `${[kind, ...lines].join('\n')}\n`
}
