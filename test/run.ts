import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { createInterface } from 'node:readline'

/**
 * Runs the given suites (`unit`, `shell`, `model`, `property`, `validators`, `logins`, `databases`, `lab`, `faults`, `vagrant`,
 * `full`) one after the other, also after a failure, and ends with the line `N passed, N failed`. Without a name: all but
 * `databases`, `faults`, `vagrant`, the demo and the longer tests of the lab. Exit status 1 if anything failed or nothing ran.
 */

interface Suite {
  readonly name: string
  readonly command: readonly string[]
  /** The output is TAP, and each test counts. Otherwise the whole command is one test. */
  readonly tap: boolean
}

const TYPES: Suite = { name: 'types', command: ['tsc', '--noEmit'], tap: false }
const LINT: Suite = { name: 'lint', command: ['biome', 'check', '.'], tap: false }
const UNIT_TESTS: Suite = { name: 'unit tests', command: ['ava', '--tap'], tap: true }
/** Needs neither root nor network, so it installs nothing. */
const UNIT: readonly Suite[] = [TYPES, LINT, shell('--if-installed'), UNIT_TESTS]
const WHOLE_UNIT: readonly Suite[] = [TYPES, LINT, shell(), UNIT_TESTS]
const MODEL: readonly Suite[] = [
  { name: 'the model of a transaction, checked with spin', command: ['node', 'test/model/check.ts'], tap: true },
]
const PROPERTY: readonly Suite[] = [property(1000, 30)]
const LONG_PROPERTY: readonly Suite[] = [property(5000, 600)]
const VALIDATORS: readonly Suite[] = [validators()]
const LOGINS: readonly Suite[] = [logins()]
const DATABASES = oneByOne('real database servers', 'test/databases/*.test.ts')
const LAB = oneByOne('real clusters in the lab', 'test/lab/*.test.ts')
const FAULTS = oneByOne('faults of hosts, machines and controllers', 'test/lab/faults/*.test.ts')
const WHOLE_LAB = oneByOne('real clusters in the lab', 'test/lab/full/*.test.ts')
const VAGRANT: readonly Suite[] = [
  {
    name: 'a cluster in virtual machines of Vagrant',
    command: ['ava', '--tap', '--timeout', '180m', 'test/vagrant/vagrant.test.ts'],
    tap: true,
  },
]
const DEMO: Suite = {
  name: 'the demo',
  command: ['sh', '-c', 'sh scripts/demo.sh && bin/evenkeel lab down -i inventory/lab.yml'],
  tap: false,
}
const ALL: readonly Suite[] = [...WHOLE_UNIT, ...MODEL, ...PROPERTY, ...VALIDATORS, ...LOGINS, ...LAB]
const SUITES: Readonly<Record<string, readonly Suite[]>> = {
  unit: UNIT,
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
    ...MODEL,
    ...LONG_PROPERTY,
    ...VALIDATORS,
    ...LOGINS,
    ...DATABASES,
    ...LAB,
    ...FAULTS,
    ...WHOLE_LAB,
    DEMO,
  ],
}

/** All shell of the project, the joined scripts of hosts too. */
function shell(...options: readonly string[]): Suite {
  return { name: 'shell', command: ['node', 'test/shell/lint.ts', ...options], tap: false }
}

/** Generated plans and crashes: so many cases under each shell, and no new case after so many seconds. */
function property(cases: number, seconds: number): Suite {
  const settings = [`EVENKEEL_CASES=${cases}`, `EVENKEEL_SECONDS=${seconds}`]
  const command = [
    'env',
    ...settings,
    'ava',
    '--tap',
    '--concurrency',
    '1',
    ...globSync('test/property/*.test.ts').sort(),
  ]
  return { name: 'generated plans and crashes, under dash and busybox sh', command, tap: true }
}

/** The programs of two releases of Debian check the files of roles. */
function validators(): Suite {
  const files = globSync('test/validators/*.test.ts').sort()
  const command = ['ava', '--tap', '--concurrency', '1', '--timeout', '10m', ...files]
  return { name: 'real validators of two releases of Debian', command, tap: true }
}

/** Logins to OpenSSH's own server. */
function logins(): Suite {
  const files = globSync('test/logins/*.test.ts').sort()
  const command = ['ava', '--tap', '--concurrency', '1', '--timeout', '10m', ...files]
  return { name: 'logins to real SSH servers', command, tap: true }
}

/** One file at a time, as a lab takes all cores and the guards of databases need one. A file that hangs ends no other. */
function oneByOne(name: string, files: string): readonly Suite[] {
  return globSync(files)
    .sort()
    .map((file) => ({ name: `${name}: ${file}`, command: ['ava', '--tap', '--timeout', '20m', file], tap: true }))
}

const totals = { passed: 0, failed: 0 }
const asked = process.argv.slice(2)
const suites = asked.length === 0 ? ALL : asked.flatMap((name) => SUITES[name] ?? unknown(name))
for (const suite of suites) await run(suite)
console.log(`${totals.passed} passed, ${totals.failed} failed`)
process.exitCode = totals.failed > 0 || totals.passed === 0 ? 1 : 0

async function run(suite: Suite): Promise<void> {
  console.log(`# ${suite.name}`)
  const [program = '', ...parameters] = suite.command
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
  const start = Date.now()
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const before = totals.failed
  for await (const line of createInterface({ input: child.stdout })) {
    if (suite.tap) count(line)
    if (!suite.tap || !isNoise(line)) console.log(line)
  }
  const succeeded = (await ended) === 0
  if (!suite.tap && succeeded) totals.passed += 1
  if (!succeeded && totals.failed === before) totals.failed += 1
  console.log(`# ${Math.round((Date.now() - start) / 1000)} s`)
}

function count(line: string): void {
  if (line.startsWith('ok ')) totals.passed += 1
  if (line.startsWith('not ok ')) totals.failed += 1
}

function isNoise(line: string): boolean {
  return (
    line.startsWith('TAP version') ||
    line.startsWith('1..') ||
    line.trim() === '' ||
    /^# .* hook$/.test(line) ||
    /^# (tests|pass|fail|skip)\b/.test(line)
  )
}

function unknown(name: string): never {
  throw new Error(`There is no suite "${name}", only ${Object.keys(SUITES).join(', ')}`)
}
