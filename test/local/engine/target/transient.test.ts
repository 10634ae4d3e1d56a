import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { script } from '../../../../engine/target/scripts.ts'
import { shells } from '../../../support/scratch.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const execute = promisify(execFile)

/** Starts the guard's watch on a host whose systemd-run and systemctl are these scripts. Returns the calls of both. */
async function start(shell: readonly string[], systemdRun: string) {
  const folder = temporaryFolder('transient')
  const calls = join(folder, 'calls')
  for (const [name, body] of [
    ['systemd-run', systemdRun],
    ['systemctl', 'exit 0'],
  ])
    writeFileSync(join(folder, name ?? ''), `#!/bin/sh\necho "${name} $*" >>${calls}\n${body}\n`, { mode: 0o755 })
  const [functions] = script('guard').split('# Reverts a run whose lease')
  const path = join(folder, 'script.sh')
  writeFileSync(path, `set -u\n${functions}\nstart_transient guard-of-r yes late.target sh /r/guard.sh watch\n`)
  const [program = '', ...options] = [...shell, path]
  const env = { PATH: `${folder}:${process.env.PATH}`, EVENKEEL_RUNTIME_UNITS: folder }
  await execute(program, options, { env })
  return { calls: readFileSync(calls, 'utf8'), unit: () => readFileSync(join(folder, 'guard-of-r.service'), 'utf8') }
}

for (const shell of shells) {
  const title = shell.join(' ')

  test(`start_transient() has systemd restart the guard without an end, in ${title}`, async (t) => {
    const { calls } = await start(shell, 'exit 0')
    t.regex(calls, /^systemd-run --quiet --collect .*--property=StartLimitIntervalSec=0 .*sh \/r\/guard.sh watch\n$/)
    t.true(calls.includes(' --property=After=late.target '))
  })

  test(`start_transient() writes a unit for a systemd without these options, in ${title}`, async (t) => {
    const { calls, unit } = await start(shell, `echo "systemd-run: unrecognized option '--collect'" >&2; exit 1`)
    t.regex(calls, /\nsystemctl daemon-reload\nsystemctl --no-block start guard-of-r.service\n$/)
    t.is(
      unit(),
      `[Unit]
Description=evenkeel: sh /r/guard.sh watch
After=late.target
[Service]
ExecStart=/bin/sh /r/guard.sh watch
KillMode=process
Delegate=yes
Restart=on-failure
RestartSec=1
StartLimitInterval=0
`,
    )
  })
}
