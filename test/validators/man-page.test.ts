import { spawnSync } from 'node:child_process'
import test from 'ava'
import { COMMANDS } from '../../cli/commands/table.ts'
import { manPage } from '../../cli/view/man-page.ts'
import { ensurePackages, onPath } from '../support/debian-packages.ts'

const page = manPage(COMMANDS, { version: '1.2.3', date: '2026-11-21' })

test.before((t) => ensurePackages({ mandoc: onPath('mandoc'), groff: onPath('groff') }, (line) => t.log(line)))

function complaints(program: string, ...words: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(program, words, { input: page, encoding: 'utf8' })
  if (error !== undefined) throw error
  return words.includes('-Tlint') ? `${stdout}${stderr}` : stderr
}

test('mandoc -Tlint finds nothing in the man page', (t) => t.is(complaints('mandoc', '-Tlint', '-W', 'style'), ''))

test('groff prints the man page without a warning', (t) =>
  t.is(complaints('groff', '-man', '-Tutf8', '-Kutf8', '-ww', '-z'), ''))
