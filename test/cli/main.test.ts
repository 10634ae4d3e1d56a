import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import test from 'ava'

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

test('main.ts loses nothing of a long answer to a slow reader', async (t) => {
  const child = spawn(process.execPath, [MAIN, 'schema', 'playbook'], { stdio: ['ignore', 'pipe', 'inherit'] })
  // By now the whole answer is made, and the pipe cannot hold it.
  await setTimeout(1500)
  const answer = await text(child.stdout)
  t.true(answer.length > 65_536)
  t.notThrows(() => JSON.parse(answer))
})

test('main.ts outlives a reader that goes away', async (t) => {
  const child = spawn(process.execPath, [MAIN, 'schema', 'playbook'], { stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  t.is(await text(child.stderr), '')
})
