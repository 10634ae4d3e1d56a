import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { parse } from 'yaml'
import { COMMANDS } from '../../cli/commands/table.ts'
import { parseArguments } from '../../cli/parse/arguments.ts'
import { commandLines } from '../support/command-lines.ts'
import { read } from './sources.ts'

const cwd = fileURLToPath(new URL('../../', import.meta.url))
const EXAMPLES = globSync('examples/*.yml', { cwd }).sort()
const PAGES = ['*.md', 'docs/**/*.md'].flatMap((pattern) => globSync(pattern, { cwd })).sort()

/** All strings in some data, by line. */
function linesIn(data: unknown): string[] {
  if (typeof data === 'string') return data.split('\n')
  return typeof data === 'object' && data !== null ? Object.values(data).flatMap(linesIn) : []
}

/** The lines of the code blocks of a page. */
function codeOf(page: string): string[] {
  return [...page.matchAll(/^\s*```[^\n]*\n([\s\S]*?)^\s*```/gm)].flatMap(([, block = '']) => block.split('\n'))
}

test('commandLines() finds commands, and reads their words as a shell does', (t) => {
  const lines = [
    '- run: npx evenkeel plan a.yml -i b.yml # why',
    '  bin/evenkeel apply \'a b.yml\' --limit="x" > log',
    'ls',
  ]
  t.deepEqual(commandLines(lines), [
    ['plan', 'a.yml', '-i', 'b.yml'],
    ['apply', 'a b.yml', '--limit=x'],
  ])
})

for (const path of EXAMPLES)
  test(`${path} is YAML, and evenkeel takes its command lines`, (t) => {
    const found = commandLines(linesIn(parse(read(path))))
    t.true(found.length >= 4)
    for (const words of found) t.notThrows(() => parseArguments(words, COMMANDS), words.join(' '))
  })

for (const path of PAGES)
  test(`evenkeel takes the command lines of ${path}`, (t) => {
    for (const words of commandLines(codeOf(read(path))))
      t.notThrows(() => parseArguments(words, COMMANDS), words.join(' '))
    t.pass()
  })
