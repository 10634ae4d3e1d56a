import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { isProgram, runInventory } from '../../inventory/executable.ts'
import { sceneOf } from '../description/scene.ts'

test('runInventory() fails at its deadline', async (t) => {
  const folder = await sceneOf(t, { 'slow.sh': '#!/bin/sh\nexec sleep 60\n' })
  const started = performance.now()
  await t.throwsAsync(runInventory(join(folder, 'slow.sh'), 200), { message: /did not end within 0.2 s/ })
  t.true(performance.now() - started < 30_000)
})

for (const [title, content, expected] of [
  ['a script', '#!/bin/sh\n', true],
  ['a binary of Linux', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2), true],
  ['a binary of macOS', Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe), true],
  ['INI on a share where every file is executable', '[web]\nweb1\n', false],
  ['YAML', 'all:\n', false],
  ['nothing', '', false],
] as const) {
  test(`isProgram() of an executable file with ${title} is ${expected}`, async (t) => {
    const folder = await sceneOf(t, { hosts: content })
    await chmod(join(folder, 'hosts'), 0o755)
    t.is(await isProgram(join(folder, 'hosts')), expected)
    await chmod(join(folder, 'hosts'), 0o644)
    t.false(await isProgram(join(folder, 'hosts')))
  })
}
