import type { Lint } from '../../contract.ts'
import { warn } from '../../kit/lints/lint.ts'
import { discouraged } from '../legacy/lines.ts'
import { type RawLine, rawLines } from '../raw.ts'
import { isCutShort, wordsOf } from '../words.ts'
import { rawStatsLints } from './stats.ts'

/** Lints of a configuration written as text (rules 31 to 37). */
export function rawLints(config: string): readonly Lint[] {
  const lines = rawLines(config)
  const checks = lines.filter(({ words }) => words.includes('mysql-check'))
  return [
    ...rawStatsLints(lines),
    ...checks.map(({ number }) =>
      warn(37, `line ${number}: mysql-check fails with accounts of MySQL 9 and proves nothing about the data`),
    ),
    ...cookiesWithoutServers(lines),
    ...lineLints(config),
  ]
}

/** Lines of the user's own that HAProxy takes in another way than they read, or that it should not get any more. */
export function lineLints(written: string, where = ''): readonly Lint[] {
  return written.split('\n').flatMap((line, index): readonly Lint[] => {
    const at = `${where}line ${index + 1}`
    const found = discouraged(wordsOf(line))
    return [
      ...(found === undefined ? [] : [warn(found.rule, `${at}: ${found.message}`)]),
      ...(isCutShort(line)
        ? [warn(54, `${at}: "#" begins a comment in the middle of a word: write the word in quotes, or \\#`)]
        : []),
    ]
  })
}

/** A cookie has no effect on servers without a cookie value. */
function cookiesWithoutServers(lines: readonly RawLine[]): readonly Lint[] {
  const cookies = lines.filter(({ words, kind }) => words[0] === 'cookie' && ['backend', 'listen'].includes(kind))
  return cookies.flatMap(({ section, number, words }) => {
    const servers = lines.filter((one) => one.section === section && one.words[0] === 'server')
    const without = servers.filter((one) => !one.words.includes('cookie'))
    if (without.length === 0 || words.includes('dynamic')) return []
    const names = without.map((one) => one.words[1]).join(', ')
    return [
      warn(
        31,
        `line ${number}: the servers ${names} of "${section}" have no cookie value: clients do not stay with them`,
      ),
    ]
  })
}
