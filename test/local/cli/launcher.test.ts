import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'

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

/** A clone with these folders of this one, and what bin/evenkeel prints there. */
function refusalIn(t: ExecutionContext, names: readonly string[], path: string): string {
  const clone = mkdtempSync(join(tmpdir(), 'evenkeel-'))
  t.teardown(() => rmSync(clone, { recursive: true }))
  mkdirSync(join(clone, 'bin'))
  copyFileSync(LAUNCHER, join(clone, 'bin/evenkeel'))
  for (const name of names) mkdirSync(join(clone, name))
  const { status, stderr } = spawnSync(join(clone, 'bin/evenkeel'), ['init'], { env: { PATH: path }, encoding: 'utf8' })
  t.is(status, 1)
  t.true(stderr.includes(`cd '${clone}' && npm ci`), stderr)
  return stderr
}

/** A folder with dirname alone, and a Node of this version if any. */
function programs(t: ExecutionContext, version?: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const name of ['dirname', 'sh']) symlinkSync(`/usr/bin/${name}`, join(folder, name))
  if (version !== undefined) writeFileSync(join(folder, 'node'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 })
  return folder
}

test('bin/evenkeel says what to do in a clone without packages, before npm ci', (t) => {
  t.regex(
    refusalIn(t, [], programs(t, 24)),
    /^evenkeel needs the packages that package-lock\.json names.*\nThere is no npm/,
  )
})

test('bin/evenkeel says what to do if the only Node is too old', (t) => {
  t.regex(refusalIn(t, ['node_modules'], programs(t, 20)), /^evenkeel needs Node 24 or newer, and there is none here/)
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
