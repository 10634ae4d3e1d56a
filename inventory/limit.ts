import { readSource } from '../engine/errors/read-source.ts'
import { termsOf } from './patterns.ts'

/**
 * The pattern that `--limit` gives, with the lines of files in the place of `@FILE`, as Ansible writes them for hosts that
 * failed. Blank lines and comments are left out. Throws `input` if a file cannot be read.
 */
export async function limitPattern(limit: string): Promise<string> {
  if (!limit.includes('@')) return limit
  const terms = await Promise.all(termsOf(limit).map(async (term) => (term.startsWith('@') ? linesOf(term) : [term])))
  return terms.flat().join(',')
}

async function linesOf(term: string): Promise<readonly string[]> {
  const { text } = await readSource(term.slice(1))
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
}
