import { join } from 'node:path'
import test from 'ava'
import { runInventory } from '../../inventory/executable.ts'
import { sceneOf } from '../description/scene.ts'

test('runInventory() fails at its deadline', async (t) => {
  const folder = await sceneOf(t, { 'slow.sh': '#!/bin/sh\nexec sleep 60\n' })
  const started = performance.now()
  await t.throwsAsync(runInventory(join(folder, 'slow.sh'), 200), { message: /did not end within 0.2 s/ })
  t.true(performance.now() - started < 30_000)
})
