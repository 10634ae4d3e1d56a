import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { script } from '../../../../engine/target/scripts.ts'
import { shells } from '../../../support/scratch.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const isRoot = process.getuid?.() === 0

/** Takes the lock of a host whose records are in `home`; with lines of mountinfo, it has these file systems. */
function lock(shell: readonly string[], home: string, mounted?: readonly string[]): string {
  const [program = '', ...words] = shell
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, LC_ALL: 'C', EVENKEEL_HOME: home }
  if (mounted !== undefined) env.EVENKEEL_PROC = procWith(mounted)
  const { status, stderr } = spawnSync(program, [...words, '-c', script('lock'), 'lock', '{"run":"r"}', '60'], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return status === 0 ? 'taken' : `${status}: ${stderr.trim()}`
}

function procWith(mounted: readonly string[]): string {
  const proc = temporaryFolder('proc')
  mkdirSync(join(proc, 'self'))
  mkdirSync(join(proc, 'sys/kernel/random'), { recursive: true })
  writeFileSync(join(proc, 'sys/kernel/random/boot_id'), 'boot\n')
  writeFileSync(join(proc, 'uptime'), '100.00 0.00\n')
  writeFileSync(join(proc, 'self/mountinfo'), `${['20 1 8:1 / / rw - ext4 /dev/sda1 rw', ...mounted].join('\n')}\n`)
  return proc
}

for (const shell of shells) {
  const title = shell.join(' ')

  test(`the records of runs need a directory of root that nobody else can write or replace, in ${title}`, (t) => {
    const folder = temporaryFolder('home')
    const at = (name: string, mode = 0o755) => {
      mkdirSync(join(folder, name), { recursive: true })
      chmodSync(join(folder, name), mode)
      return join(folder, name)
    }
    t.is(lock(shell, join(at('fine'), 'evenkeel')), 'taken')
    t.is(lock(shell, at('there', 0o700)), 'taken')

    symlinkSync(at('elsewhere'), join(folder, 'link'))
    t.is(lock(shell, join(folder, 'link')), `70: ${folder}/link is a symbolic link, and has to be a directory`)

    writeFileSync(join(folder, 'file'), '')
    t.is(lock(shell, join(folder, 'file')), `70: ${folder}/file is not a directory`)

    const refused = `70: ${folder}/open can be written by others than root`
    t.is(lock(shell, at('open', 0o777)), refused)
    t.is(lock(shell, at('open', 0o1777)), refused, 'everybody may write there')
    t.is(lock(shell, join(at('open', 0o775), 'evenkeel')), refused, 'a group may replace it')
    t.is(lock(shell, join(at('open', 0o1777), 'evenkeel')), 'taken', 'nobody may replace it in a sticky folder')

    if (!isRoot) return
    chownSync(at('foreign', 0o700), 65534, -1)
    const belongs = `70: ${folder}/foreign belongs to the user with the number 65534, and has to belong to root`
    t.is(lock(shell, join(folder, 'foreign')), belongs)
    t.is(lock(shell, join(folder, 'foreign/evenkeel')), belongs)
  })

  test(`the records of runs are not kept where a reboot empties it, or on a server, in ${title}`, (t) => {
    const home = temporaryFolder('home')
    const on = (...mounted: string[]) => lock(shell, `${home}/evenkeel`, mounted)
    t.is(
      on(`30 20 0:30 / ${home} rw - tmpfs tmpfs rw`),
      `70: ${home} is in memory (tmpfs), and its content does not survive a reboot`,
    )
    t.is(
      on(`30 20 0:30 / ${home} rw - nfs4 nas:/a rw`),
      `70: ${home} is on a server (nfs4), which is not there at early boot`,
    )
    t.is(on(`30 20 0:30 / ${home}/other rw - tmpfs tmpfs rw`, `31 20 0:31 / ${home}er rw - tmpfs tmpfs rw`), 'taken')
    const later = temporaryFolder('home')
    const hidden = [`30 20 0:30 / ${later} rw - tmpfs tmpfs rw`, `31 30 8:2 / ${later} rw shared:1 - ext4 /dev/sda2 rw`]
    t.is(lock(shell, `${later}/evenkeel`, hidden), 'taken', 'the last one mounted at a place counts')
  })
}
