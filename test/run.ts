import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Runs ava over the given files and counts: `node test/run.ts FILE…`. The last line says `N passed, N failed`; what
 * failed stands above it with its reason. Ends with 1 where anything failed or nothing ran.
 */
const parameters = process.argv.slice(2)
const ava = spawn('ava', ['--tap', ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
let passed = 0
let failed = 0
for await (const line of createInterface({ input: ava.stdout })) {
  if (line.startsWith('ok ')) passed += 1
  if (line.startsWith('not ok ')) failed += 1
  if (!line.startsWith('# ') && !line.startsWith('1..') && !line.startsWith('TAP ')) console.log(line)
}
const code = await new Promise((resolve) => ava.on('close', resolve))
if (code !== 0 && failed === 0) failed = 1
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
