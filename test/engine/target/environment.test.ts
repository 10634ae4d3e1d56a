import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { command } from '../../../engine/resources/command.ts'
import type { Sh } from '../../../engine/shell.ts'
import { script } from '../../../engine/target/scripts.ts'
import { shells } from '../../resources/scratch.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** The environments of a login over ssh, of a service of systemd, and of a unit at boot. */
const LOGINS: readonly NodeJS.ProcessEnv[] = [
  { HOME: '/home/somebody', LANG: 'de_DE.UTF-8', PATH: '/usr/bin:/bin:/usr/games', SSH_TTY: '/dev/pts/1' },
  { http_proxy: "http://proxy\nPATH=/nowhere'\nrun=", PATH: '/usr/bin:/bin' },
  { PATH: '/usr/local/bin:/usr/bin:/bin', EVENKEEL_AT_BOOT: 'yes', INVOCATION_ID: '0' },
]

/** What a process sees that evenkeel did not set for itself. */
const PRINT = '{ env | grep -vE "^(EVENKEEL_[A-Z_]*|PWD|OLDPWD|SHLVL|_)=" | sort; umask; pwd; }'

for (const shell of shells)
  test(`a command and its test have one environment, whoever starts them, in ${shell.join(' ')}`, (t) => {
    const folder = temporaryFolder('environment')
    const seen = LOGINS.flatMap((env) => {
      const [run, unless] = [join(folder, 'run'), join(folder, 'unless')]
      const described = command({ run: `${PRINT} >${run}`, unless: `! ${PRINT} >${unless}` })
      const [program = '', ...words] = shell
      const as = (options: readonly string[], code: readonly Sh[]) => {
        const file = join(folder, 'script')
        writeFileSync(file, [script('prelude'), ...code].join('\n'))
        // With a socket as standard input, bash takes it for a login over the network.
        return spawnSync(program, [...words, ...options, file], {
          env,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        })
      }
      t.deepEqual(
        [as([], [described.probe]).stdout, as(['-eu'], described.converge(null, described.desired)).status],
        ['absent\n', 0],
      )
      return [readFileSync(run, 'utf8'), readFileSync(unless, 'utf8')]
    })
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    t.deepEqual([...new Set(seen)], [`HOME=/root\nLC_ALL=C\nPATH=${path}\n0022\n/\n`])
  })
