import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { command } from '../../../../engine/resources/command.ts'
import { apply } from '../../../../engine/run/apply.ts'
import { history } from '../../../../engine/run/history.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import type { Sh } from '../../../../engine/shell.ts'
import { script } from '../../../../engine/target/scripts.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'
import { shells } from '../../../support/scratch.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

/** The environments of a login over ssh, of a service of systemd, and of a unit at boot. */
const LOGINS: readonly NodeJS.ProcessEnv[] = [
  { HOME: '/home/somebody', LANG: 'de_DE.UTF-8', PATH: '/usr/bin:/bin:/usr/games', SSH_TTY: '/dev/pts/1' },
  { http_proxy: "http://proxy\nPATH=/nowhere'\nrun=", PATH: '/usr/bin:/bin' },
  { PATH: '/usr/local/bin:/usr/bin:/bin', EVENKEEL_AT_BOOT: 'yes', INVOCATION_ID: '0' },
  // Older releases took this for the environment of a runner.
  { PATH: '/usr/bin:/bin', HOME: '/home/somebody', http_proxy: 'http://proxy', EVENKEEL_ENVIRONMENT: 'own' },
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
        writeFileSync(file, [script('login'), script('prelude'), ...code].join('\n'))
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

/** Programs that the scripts start. What reads the environment itself, and the script of a login, runs in that of the login. */
const PROGRAMS = 'date dd find grep head ip ln ls mkdir mv rm setsid sha256sum sleep stat sync tail wc'

test('no program of any command runs in the environment of a login', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const list = join(web1.folder, 'seen')
    writeFileSync(list, '')
    for (const program of PROGRAMS.split(' '))
      await web1.pretend(
        program,
        `echo "${program} $HOME \${LOGIN:-none} $LC_ALL \${EVENKEEL_AT_BOOT:-no}" >>${list}
for place in /usr/bin /bin /usr/sbin /sbin; do [ ! -x $place/${program} ] || exec $place/${program} "$@"; done`,
      )
    Object.assign(web1.login, {
      HOME: '/home/somebody',
      LOGIN: 'somebody',
      EVENKEEL_ENVIRONMENT: 'own',
      EVENKEEL_AT_BOOT: 'yes',
      SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22',
    })
    const controller = controllerOf([web1])
    t.is(
      (
        await apply(
          assign([web1], () => [ours(web1.path('a'), 'a')]),
          controller,
          { consent },
        )
      ).outcome,
      'committed',
    )
    t.is((await rollback([web1.target], undefined, controller, { consent })).outcome, 'committed')
    const fails = command({ name: 'fail', run: 'exit 1', unless: 'false', undo: ':' })
    t.is(
      (
        await apply(
          assign([web1], () => [ours(web1.path('a'), 'a'), fails]),
          controller,
          { consent },
        )
      ).outcome,
      'reverted',
    )
    await history([web1.target], controller)
    await web1.untilQuiet()
    const seen = readFileSync(list, 'utf8').trimEnd().split('\n')
    for (const program of PROGRAMS.split(' ').filter((name) => !['date', 'find', 'ip'].includes(name)))
      t.true(
        seen.some((line) => line.startsWith(`${program} `)),
        program,
      )
    t.deepEqual([...new Set(seen.map((line) => line.replace(/^\S+ /, '')))], ['/root none C no'])
  })
})
