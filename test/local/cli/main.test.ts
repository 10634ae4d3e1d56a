import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import test from 'ava'

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url))

test('main.ts says what to do if Node is too old', async (t) => {
  const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.1.0"})'
  const child = spawn(process.execPath, ['--import', pretend, MAIN, 'init'], { stdio: ['ignore', 'inherit', 'pipe'] })
  const ended = once(child, 'close')
  t.regex(
    await text(child.stderr),
    /^evenkeel needs Node 24 or newer.*\nGet it from .* npx -p node@24 -p evenkeel evenkeel/,
  )
  t.deepEqual(await ended, [1, null])
})

test('main.ts prints a long output whole to a slow reader', async (t) => {
  const child = spawn(process.execPath, [MAIN, 'schema', 'playbook'], { stdio: ['ignore', 'pipe', 'inherit'] })
  // By now the whole output is made, and it is longer than the pipe's buffer.
  await setTimeout(1500)
  const output = await text(child.stdout)
  t.true(output.length > 65_536)
  t.notThrows(() => JSON.parse(output))
})

test('main.ts does not fail if the reader closes the pipe', async (t) => {
  const child = spawn(process.execPath, [MAIN, 'schema', 'playbook'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  t.is(await text(child.stderr), '')
})
