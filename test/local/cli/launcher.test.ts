import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'

const LAUNCHER = fileURLToPath(new URL('../../../bin/evenkeel', import.meta.url))

/** Only the standard folders: the launcher finds the clone's node without the path. */
const env = { PATH: '/usr/bin:/bin' }

test('bin/evenkeel starts from any folder, and through links', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  symlinkSync(LAUNCHER, join(folder, 'linked'))
  symlinkSync('linked', join(folder, 'twice'))
  for (const path of [LAUNCHER, join(folder, 'linked'), join(folder, 'twice')]) {
    const { stdout, stderr, status } = spawnSync(path, ['--version'], { cwd: folder, env, encoding: 'utf8' })
    t.regex(stdout, /^evenkeel \d+\.\d+\.\d+\n$/, stderr)
    t.is(status, 0)
  }
})
