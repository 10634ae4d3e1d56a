import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import test from 'ava'
import { temporaryFolder } from '../../../../support/temporary-folder.ts'

const MODULE = pathToFileURL(join(import.meta.dirname, '../../../../../cli/run/secrets/clear-text.ts')).href

test('withClearText() removes its folder if the terminal closes', async (t) => {
  const parent = temporaryFolder('clear-text')
  const program = `
    const { withClearText } = await import(${JSON.stringify(MODULE)})
    await withClearText(${JSON.stringify(parent)}, 'hunter2', async (path) => {
      console.log(path)
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))
  const printed = text(child.stdout)
  await new Promise((resolve) => child.stdout.once('readable', resolve))
  child.kill('SIGHUP')
  t.is(await ended, 'SIGHUP')
  const path = (await printed).trim()
  t.true(path.startsWith(parent))
  t.false(existsSync(path))
  t.deepEqual(readdirSync(parent), [])
})
