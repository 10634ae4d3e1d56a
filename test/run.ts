import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { createInterface } from 'node:readline'

/**
 * Runs the suites that are named (`unit`, `model`, `property`, `validators`, `lab`, `full`; none: all but the demo) one
 * after the other, whatever fails, and ends with the line `N passed, N failed`. Exit status 1 where anything failed or
 * nothing ran.
 */

interface Suite {
  readonly name: string
  readonly command: readonly string[]
  /** Its output is TAP: every test counts. Otherwise the command as a whole is one test. */
  readonly tap: boolean
}

const UNIT: readonly Suite[] = [
  { name: 'types', command: ['tsc', '--noEmit'], tap: false },
  { name: 'lint', command: ['biome', 'check', '.'], tap: false },
  { name: 'unit tests', command: ['ava', '--tap'], tap: true },
]
const MODEL: readonly Suite[] = [
  { name: 'the model of a transaction, checked with spin', command: ['node', 'test/model/check.ts'], tap: true },
]
const PROPERTY: readonly Suite[] = [property(2000, 90)]
const LONG_PROPERTY: readonly Suite[] = [property(5000, 600)]
const VALIDATORS: readonly Suite[] = [validators()]
const LAB: readonly Suite[] = [lab('test/lab/*.test.ts')]
const WHOLE_LAB: readonly Suite[] = [lab('test/lab/full/*.test.ts')]
const DEMO: Suite = {
  name: 'the demo',
  command: ['sh', '-c', 'sh scripts/demo.sh && bin/evenkeel lab down -i inventory/lab.yml'],
  tap: false,
}
const ALL: readonly Suite[] = [...UNIT, ...MODEL, ...PROPERTY, ...VALIDATORS, ...LAB]
const SUITES: Readonly<Record<string, readonly Suite[]>> = {
  unit: UNIT,
  model: MODEL,
  property: PROPERTY,
  validators: VALIDATORS,
  lab: LAB,
  full: [...UNIT, ...MODEL, ...LONG_PROPERTY, ...VALIDATORS, ...LAB, ...WHOLE_LAB, DEMO],
}

/** Generated plans and crashes: so many cases under each shell, and none that begins after so many seconds. */
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

/** The programs of two releases of Debian judge what roles write. */
function validators(): Suite {
  const files = globSync('test/validators/*.test.ts').sort()
  const command = ['ava', '--tap', '--concurrency', '1', '--timeout', '10m', ...files]
  return { name: 'real validators of two releases of Debian', command, tap: true }
}

function lab(files: string): Suite {
  // One file at a time: a lab takes all cores. Named one by one, as plain `ava` leaves the lab's tests out.
  const command = ['ava', '--tap', '--concurrency', '1', '--timeout', '30m', ...globSync(files).sort()]
  return { name: `real clusters in the lab: ${files}`, command, tap: true }
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
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const before = totals.failed
  for await (const line of createInterface({ input: child.stdout })) {
    if (suite.tap) count(line)
    if (!suite.tap || !isNoise(line)) console.log(line)
  }
  const succeeded = (await ended) === 0
  if (!suite.tap && succeeded) totals.passed += 1
  if (!succeeded && totals.failed === before) totals.failed += 1
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
  throw new Error(`test/run.ts knows no suite "${name}": ${Object.keys(SUITES).join(', ')}`)
}
