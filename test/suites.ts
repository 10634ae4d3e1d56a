import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Suite {
  readonly name: string
  readonly command: readonly string[]
  /** The output is TAP, and each test counts. Otherwise the whole command is one test. */
  readonly tap: boolean
  /** The test files that its command names, from the root. */
  readonly files: readonly string[]
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** The file, and those of the folder beside it if it declares their tests by `together()`. */
export function withDeclared(file: string): readonly string[] {
  if (!/^together\(/m.test(readFileSync(`${ROOT}${file}`, 'utf8'))) return [file]
  return [file, ...globSync(`${file.replace(/\.test\.ts$/, '')}/**/*.test.ts`, { cwd: ROOT })]
}

/** The test files of a pattern, without those that another one of them declares. */
function testFiles(pattern: string): readonly string[] {
  const found = globSync(pattern, { cwd: ROOT }).sort()
  const declared = new Set(found.flatMap((file) => withDeclared(file).slice(1)))
  return found.filter((file) => !declared.has(file))
}

const TYPES = command('types', 'tsc', '--noEmit')
const LINT = command('lint', 'biome', 'check', '.')
/** Plain `ava` runs the same files: see package.json. */
const UNIT_TESTS = ava('unit tests', testFiles('test/*.test.ts'))
/** Needs neither root nor network, so it installs nothing. */
const UNIT: readonly Suite[] = [TYPES, LINT, shell('--if-installed'), UNIT_TESTS]
const WHOLE_UNIT: readonly Suite[] = [TYPES, LINT, shell(), UNIT_TESTS]
const LOCAL: readonly Suite[] = [local()]
const MODEL: readonly Suite[] = [
  { ...command('the model of a transaction, checked with spin', 'node', 'test/model/check.ts'), tap: true },
]
const PROPERTY: readonly Suite[] = [property(1000, 30)]
const LONG_PROPERTY: readonly Suite[] = [property(5000, 600)]
const VALIDATORS: readonly Suite[] = [validators()]
const LOGINS: readonly Suite[] = [logins()]
const DATABASES = oneByOne('real database servers', 'test/databases/*.test.ts')
const LAB = oneByOne('real clusters in the lab', 'test/lab/*.test.ts')
const FAULTS = oneByOne('faults of hosts, machines and controllers', 'test/lab/faults/*.test.ts')
const WHOLE_LAB = oneByOne('real clusters in the lab', 'test/lab/full/*.test.ts')
const VAGRANT: readonly Suite[] = [ava('labs in Vagrant', testFiles('test/vagrant/*.test.ts'), '--timeout', '180m')]
const DEMO = command('the demo', 'sh', '-c', 'sh scripts/demo.sh && bin/evenkeel lab down -i inventory/lab.yml')

/** All but `databases`, `faults`, `vagrant`, the demo and the longer tests of the lab. */
export const ALL: readonly Suite[] = [...WHOLE_UNIT, ...LOCAL, ...MODEL, ...PROPERTY, ...VALIDATORS, ...LOGINS, ...LAB]

export const SUITES: Readonly<Record<string, readonly Suite[]>> = {
  unit: UNIT,
  local: LOCAL,
  shell: [shell()],
  model: MODEL,
  property: PROPERTY,
  validators: VALIDATORS,
  logins: LOGINS,
  databases: DATABASES,
  lab: LAB,
  faults: FAULTS,
  vagrant: VAGRANT,
  full: [
    ...WHOLE_UNIT,
    ...LOCAL,
    ...MODEL,
    ...LONG_PROPERTY,
    ...VALIDATORS,
    ...LOGINS,
    ...DATABASES,
    ...LAB,
    ...FAULTS,
    ...WHOLE_LAB,
    ...VAGRANT,
    DEMO,
  ],
}

function command(name: string, ...words: readonly string[]): Suite {
  return { name, command: words, tap: false, files: [] }
}

/** Runs the files with ava, and these options before them. */
function ava(name: string, files: readonly string[], ...options: readonly string[]): Suite {
  return { name, command: ['ava', '--tap', ...options, ...files], tap: true, files }
}

/** Real shells, terminals and processes of this machine. At most eight tests at a time, as each starts many processes. */
function local(): Suite {
  const files = testFiles('test/local/**/*.test.ts')
  return ava('shells, terminals and processes of this machine', files, '--serial', '--concurrency', '8')
}

/** All shell of the project, the joined scripts of hosts too. */
function shell(...options: readonly string[]): Suite {
  return command('shell', 'node', 'test/shell/lint.ts', ...options)
}

/** Generated plans and crashes: so many cases under each shell, and no new case after so many seconds. */
function property(cases: number, seconds: number): Suite {
  const files = testFiles('test/property/*.test.ts')
  const suite = ava('generated plans and crashes, under dash and busybox sh', files, '--concurrency', '1')
  return { ...suite, command: ['env', `EVENKEEL_CASES=${cases}`, `EVENKEEL_SECONDS=${seconds}`, ...suite.command] }
}

/** The programs of two releases of Debian check the files of roles. */
function validators(): Suite {
  const files = testFiles('test/validators/*.test.ts')
  return ava('real validators of two releases of Debian', files, '--concurrency', '1', '--timeout', '10m')
}

/** Real SSH servers of Debian 13. */
function logins(): Suite {
  const files = testFiles('test/logins/*.test.ts')
  return ava('logins to real SSH servers', files, '--concurrency', '1', '--timeout', '10m')
}

/** One file at a time, as a lab takes all cores and the guards of databases need one. A file that hangs ends no other. */
function oneByOne(name: string, pattern: string): readonly Suite[] {
  return testFiles(pattern).map((file) => ava(`${name}: ${file}`, [file], '--timeout', '20m'))
}
