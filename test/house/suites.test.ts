import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { ALL, SUITES, type Suite, withDeclared } from '../suites.ts'
import { importsOf } from './arrows.ts'
import { read } from './sources.ts'

const cwd = fileURLToPath(new URL('../../', import.meta.url))
const FILES = globSync('test/**/*.test.ts', { cwd }).sort()

/** How often each test file runs in these suites. */
function runsIn(suites: readonly Suite[]): ReadonlyMap<string, number> {
  const files = suites.flatMap((suite) => suite.files).flatMap(withDeclared)
  return new Map([...Map.groupBy(files, (file) => file)].map(([file, { length }]) => [file, length]))
}

/** All of `npm run test:full`, but for its longer tests of the lab, which have no name of their own. */
const NAMED = Object.keys(SUITES).filter((name) => name !== 'full')

test('every test file runs once in npm run test:full, and is of one suite', (t) => {
  const whole = runsIn(SUITES.full ?? [])
  t.deepEqual(
    FILES.filter((file) => whole.get(file) !== 1),
    [],
  )
  const named = runsIn(NAMED.flatMap((name) => SUITES[name] ?? []))
  t.deepEqual(
    FILES.filter((file) => named.get(file) !== 1),
    FILES.filter((file) => file.startsWith('test/lab/full/')),
  )
})

test('npm test runs the unit tests, those of this machine, generated crashes, the validators, the logins and the lab', (t) => {
  const names = ['unit', 'local', 'property', 'validators', 'logins', 'lab']
  t.deepEqual(runsIn(ALL), runsIn(names.flatMap((name) => SUITES[name] ?? [])))
})

test('plain ava runs the unit tests', (t) => {
  const { ava } = JSON.parse(read('package.json')) as { ava: { files: readonly string[] } }
  const files = ava.files.flatMap((pattern) => globSync(pattern, { cwd }))
  t.deepEqual(files.toSorted(), (SUITES.unit ?? []).flatMap(({ files }) => files).toSorted())
})

test('scripts/test.sh and CONTRIBUTING.md name every suite', (t) => {
  const names = Object.keys(SUITES)
  t.true(read('scripts/test.sh').includes(`[${names.join('|')}]`))
  const commands = names.filter(
    (name) => !new RegExp(`^npm (?:run test:|test )${name}\\b`, 'm').test(read('CONTRIBUTING.md')),
  )
  t.deepEqual(commands, [])
})

/** It asks git for the names of all files. */
const STARTS_GIT = 'test/house/words.test.ts'

/** The file, and all in test/ that it imports, at any distance. */
function withImports(file: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(file)) return found
  found.add(file)
  for (const { to } of importsOf(file)) if (to.startsWith('test/')) withImports(to, found)
  return found
}

test('no unit test starts processes: those that do are in test/local', (t) => {
  const starting = [...runsIn(SUITES.unit ?? []).keys()].filter((file) =>
    [...withImports(file)].some((one) => importsOf(one).some(({ to }) => to === 'node:child_process')),
  )
  t.deepEqual(starting, [STARTS_GIT])
})
