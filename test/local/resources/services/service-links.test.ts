import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import test from 'ava'
import type { Json } from '../../../../engine/resources/resource.ts'
import { service } from '../../../../engine/resources/service.ts'
import { Sh, sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

const hasSystemctl = spawnSync('systemctl', ['--version']).status === 0

const files: Readonly<Record<string, string>> = {
  'usr/lib/systemd/system/web.service':
    '[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\nAlias=www.service\nAlso=web.socket web-log@a.service\n',
  'usr/lib/systemd/system/web.socket':
    '[Socket]\nListenStream=80\n[Install]\nWantedBy=sockets.target\nAlso=web.service\n',
  'usr/lib/systemd/system/web-log@.service': '[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=web.service\n',
  'usr/lib/systemd/system/other.service': '[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n',
  'opt/linked/tool.service': '[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n',
}

/** The real systemctl enables and disables in a folder; nothing runs there, and a unit is loaded if its file is there. */
function systemdIn(host: Scratch): Sh {
  const root = host.path()
  return sh`
EVENKEEL_UNITS=${root}/etc/systemd/system
unit_folders() { printf '%s\\n' ${root}/etc/systemd/system ${root}/usr/lib/systemd/system; }
link_folders() { echo ${root}/etc/systemd/system; }
systemctl() {
  case $* in
  'show -p LoadState '*) if [ -e ${root}/usr/lib/systemd/system/"$4" ] || [ -L ${root}/etc/systemd/system/"$4" ]; then echo LoadState=loaded; else echo LoadState=not-found; fi ;;
  'show -p Id '*) printf '%s\\n' "Id=\${12}" NeedDaemonReload=no; systemctl show -p LoadState "\${12}" ;;
  'show '* | daemon-reload | stop* | *reset-failed*) ;;
  *) command systemctl --root=${root} "$@" 2>&1 ;;
  esac
}
start_unit() { :; }`
}

const LINKED = 'ln /opt/linked/tool.service tool.service'

/** Commands of systemctl, or `ln TARGET PATH` below /etc/systemd/system. */
const cases: readonly (readonly [string, string, readonly string[], boolean])[] = [
  [
    'the units in Also= were enabled otherwise',
    'web',
    ['enable web.socket', 'disable web.service', 'enable web-log@a.service'],
    true,
  ],
  ['all of it was disabled', 'web', [], true],
  ['only the socket was disabled', 'web', ['enable web.service', 'disable web.socket', 'enable other.service'], true],
  ['all of it was enabled', 'web', ['enable web.service'], false],
  [
    'only the service was enabled, by hand for another target',
    'web',
    ['ln /usr/lib/systemd/system/web.service rescue.target.wants/web.service'],
    false,
  ],
  ['the unit was linked from elsewhere', 'tool', [LINKED], true],
  ['the linked unit was enabled', 'tool', [LINKED, 'enable tool.service'], false],
]

for (const shell of shells) {
  for (const [what, name, commands, enabled] of cases) {
    test(`service() restores the links of units if ${what} under ${shell.join(' ')}`, (t) => {
      if (!hasSystemctl) {
        t.deepEqual(Object.keys(service({ name, enabled }).desired ?? {}), ['enabled', 'running'])
        return
      }
      using host = new Scratch(shell)
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(host.path(path)), { recursive: true })
        writeFileSync(host.path(path), content)
      }
      const systemd = systemdIn(host)
      const run = (...scripts: readonly Sh[]) => {
        const { status, output } = host.run(Sh.lines([systemd, ...scripts]), '-eu')
        if (status !== 0) throw new Error(output)
        return output
      }
      mkdirSync(host.path('etc/systemd/system'), { recursive: true })
      for (const command of commands) prepare(host, command.split(' '))
      const tree = sh`(cd ${host.path('etc')} 2>/dev/null && find . -printf '%p %y %m %l\\n' | sort) || true`
      const resource = service({ name, enabled, running: false })
      const state = { enabled: !enabled, running: false }
      const found = resource.parse(`loaded x inactive\n${run(sh`echo links:; read_unit_links ${`${name}.service`}`)}`)
      const links = 'state' in found ? linksOf(found.state) : {}
      const before = run(tree)
      run(...resource.converge({ ...state, links }, resource.desired))
      const changed = run(tree)
      run(...resource.converge(resource.desired, { ...state, links }))
      t.not(changed, before)
      t.is(run(tree), before)
    })
  }

  for (const enabled of [true, false])
    test(`service() restores the links of an init script that was ${enabled ? 'disabled' : 'enabled'} under ${shell.join(' ')}`, (t) => {
      using host = new Scratch(shell)
      const start = enabled ? 'K80app' : 'S20app'
      for (const folder of ['init.d', 'rc0.d', 'rc3.d', 'systemd']) mkdirSync(host.path(folder))
      writeFileSync(host.path('init.d/app'), '')
      const tree = () => readdirSync(host.path(), { recursive: true, encoding: 'utf8' }).sort()
      symlinkSync('../init.d/app', host.path('rc0.d/K80app'))
      symlinkSync('../init.d/app', host.path('rc3.d', start))
      symlinkSync('../init.d/other', host.path('rc3.d/S20other'))
      // As update-rc.d does: the order that somebody has chosen is gone.
      const systemd = sh`
EVENKEEL_UNITS=${host.path('systemd')}
link_folders() { echo ${host.path('systemd')}; }
EVENKEEL_INIT=${host.path()}
start_unit() { :; }
systemctl() {
  case $* in
    *LoadState*) printf '%s\\n' Id=app.service LoadState=loaded UnitFileState=generated ;;
    *enable*) cd ${host.path()}; rm -f rc?.d/[SK]??app; ln -s ../init.d/app rc0.d/K01app; ln -s ../init.d/app rc3.d/S01app ;;
    *disable*) cd ${host.path()}; rm -f rc?.d/[SK]??app; ln -s ../init.d/app rc0.d/K01app; ln -s ../init.d/app rc3.d/K01app ;;
  esac
}`
      const run = (...scripts: readonly Sh[]) => {
        const { status, output } = host.run(Sh.lines([systemd, ...scripts]), '-eu')
        if (status !== 0) throw new Error(output)
        return output
      }
      const resource = service({ name: 'app', enabled, running: false })
      const printed = run(sh`read_unit_links app.service; read_rc_links app.service`)
      const found = resource.parse(`loaded ${enabled ? 'disabled' : 'enabled'} inactive\nlinks:\n${printed}`)
      const state = 'state' in found ? found.state : null
      t.like(state, { enabled: !enabled, rc: { [host.path('rc3.d', start)]: '../init.d/app' } })
      const before = tree()
      run(...resource.converge(state, resource.desired))
      t.notDeepEqual(tree(), before)
      run(...resource.converge(resource.desired, state))
      t.deepEqual(tree(), before)
    })
}

function prepare(host: Scratch, [program = '', ...words]: readonly string[]): void {
  const [target = '', path = ''] = words
  if (program !== 'ln') {
    spawnSync('systemctl', [`--root=${host.path()}`, program, ...words])
    return
  }
  const link = host.path('etc/systemd/system', path)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(target, link)
}

function linksOf(state: Json): Json {
  return state !== null && typeof state === 'object' && 'links' in state ? (state.links ?? {}) : {}
}
