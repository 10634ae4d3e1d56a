import test from 'ava'
import { EXIT_CODES } from '../../cli/exit-codes.ts'
import { withoutComments } from './arrows.ts'
import { read, sourcesOf } from './sources.ts'

/** A function that returns one of the codes as a number. */
const LITERAL = /\breturn (?:[^\n;]*(?:: |\())?[0-4]\)?$|\bprocess\.exit(?:Code = |\()[0-4]/m

/** It exits before it can import anything: an old Node could not load the other files. */
const BEFORE_IMPORTS = 'cli/main.ts'

test('exit codes are written as numbers in cli/exit-codes.ts only', (t) => {
  const found = sourcesOf('cli').filter((path) => path !== BEFORE_IMPORTS && LITERAL.test(withoutComments(read(path))))
  t.deepEqual(found, [])
})

test('the pattern finds exit codes', (t) => {
  for (const line of ['return 0', '  return isDone ? 0 : 1', 'process.exit(1)', 'process.exitCode = 3'])
    t.regex(line, LITERAL)
  t.notRegex('return 10', LITERAL)
})

test('README.md lists the exit codes', (t) => {
  const listed = [...read('README.md').matchAll(/^\| (\d) \| ([^|]+?) \|$/gm)]
  t.deepEqual(
    listed.map(([, code]) => Number(code)),
    Object.values(EXIT_CODES).map(({ code }) => code),
  )
})
