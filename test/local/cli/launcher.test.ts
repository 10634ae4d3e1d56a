import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
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

test('bin/evenkeel runs in a folder with blanks and quotes, on files with blanks', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const clone = join(folder, "Anna's own $clone")
  mkdirSync(join(clone, 'bin'), { recursive: true })
  copyFileSync(LAUNCHER, join(clone, 'bin/evenkeel'))
  const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
  for (const name of ['cli', 'node_modules', 'package.json']) symlinkSync(join(ROOT, name), join(clone, name))
  writeFileSync(join(clone, 'my hosts.yml'), 'all: { hosts: { web1: } }\n')
  const run = (...words: readonly string[]) =>
    spawnSync(join(clone, 'bin/evenkeel'), words, { cwd: clone, env, encoding: 'utf8' })
  t.regex(run('--version').stdout, /^evenkeel /)
  const { stderr } = run('plan', 'no such book.yml', '-i', 'my hosts.yml')
  t.regex(stderr, /no such book\.yml/)
})
