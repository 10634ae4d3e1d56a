import { linkSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { folderInMemory, withClearText } from '../../../../cli/run/secrets/clear-text.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

test('folderInMemory() takes the first folder in memory, and no other', async (t) => {
  t.is(await folderInMemory(['/nowhere', '/proc', '/dev/shm']), '/dev/shm')
  t.is(await folderInMemory(['/nowhere', '/proc']), undefined)
})

test('withClearText() overwrites and removes what is in its folder, also after an error', async (t) => {
  const parent = temporaryFolder('clear-text')
  const [kept, copy] = [join(parent, 'kept'), join(parent, 'kept-copy')]
  const work = withClearText(parent, 'hunter2 in clear\n', async (path) => {
    t.is(statSync(path).mode & 0o777, 0o600)
    t.is(statSync(join(path, '..')).mode & 0o777, 0o700)
    // A second name shows what becomes of the content.
    linkSync(path, kept)
    writeFileSync(`${path}.swp`, 'hunter2 in a swap file')
    linkSync(`${path}.swp`, copy)
    throw new Error('the editor failed')
  })
  await t.throwsAsync(work, { message: 'the editor failed' })
  t.deepEqual(readdirSync(parent).sort(), ['kept', 'kept-copy'])
  for (const path of [kept, copy]) t.regex(readFileSync(path, 'latin1'), /^\0+$/)
})
