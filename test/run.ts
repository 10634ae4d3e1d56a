import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ALL, SUITES, type Suite } from './suites.ts'

/**
 * Runs the given suites of `suites.ts` one after the other, also after a failure, and ends with the line
 * `N passed, N failed`. Without a name: all but `databases`, `faults`, `vagrant`, the demo and the longer tests of the lab. Exit
 * status 1 if anything failed or nothing ran.
 */

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
