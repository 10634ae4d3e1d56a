import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { service } from '../../../../engine/resources/service.ts'
import { Sh, sh } from '../../../../engine/shell.ts'
import { type Outcome, Scratch, shells } from '../../../support/scratch.ts'

/**
 * A systemd whose units are lines `NAME STATE REQUIRED_BY…`. Stopping a unit stops those that require it; starting it
 * starts it alone. A unit `broken…` does not start.
 */
function systemdIn(units: string): Sh {
  return sh`
units=${units}
state_of() { sed -n "s/^$1 \\([a-z-]*\\).*/\\1/p" "$units"; }
set_state() { sed "s/^$1 [a-z-]*/$1 $2/" "$units" >"$units.new"; mv "$units.new" "$units"; }
stop_with() { for other in $(sed -n "s/^$1 [a-z-]*//p" "$units"); do stop_with "$other"; done; [ "$(state_of "$1")" != active ] || set_state "$1" inactive; }
show_all() { printf '%s\\n' "Id=$1" UnitFileState=enabled "ActiveState=$(state_of "$1")" NeedDaemonReload=no; systemctl show -p LoadState "$1"; }
systemctl() {
  case $* in
  'show -p ActiveState '*) echo "ActiveState=$(state_of "$4")" ;;
  'show -p Id '*) show_all "\${12}" ;;
  'show -p LoadState '*) if [ -n "$(state_of "$4")" ]; then echo LoadState=loaded; else echo LoadState=not-found; fi ;;
  'show -p RequiredBy '*) shift 11; for one; do echo "RequiredBy=$(sed -n "s/^$one [a-z-]* *//p" "$units")"; done ;;
  'start broken'*) return 1 ;;
  'start '*) set_state "$2" active ;;
  'stop '*) stop_with "$2" ;;
  '-q reset-failed '*) set_state "$3" inactive ;;
  daemon-reload) ;;
  *) echo "systemctl $*" ;;
  esac
}
runs_systemd() { true; }
unit_must_run() { :; }
read_unit_links() { :; }`
}

const resource = service({ name: 'base', running: false })
const running = { enabled: true, running: true, links: {} }
const stopped = { enabled: true, running: false, links: {} }
const stop = Sh.lines(resource.converge(running, stopped))
const undo = Sh.lines(resource.converge(stopped, running))

const tree = [
  'base.service active web.service batch.service',
  'web.service active front.service',
  'front.service active',
  'batch.service inactive late.service',
  'late.service inactive',
  'alone.service active',
  '',
].join('\n')

for (const shell of shells) {
  const name = shell.join(' ')

  function hostWith(units: string): { host: Scratch; run: (...scripts: Sh[]) => Outcome; units: () => string } {
    const host = new Scratch(shell)
    const path = host.path('units')
    writeFileSync(path, units)
    return {
      host,
      run: (...scripts) => host.run(Sh.lines([systemdIn(path), ...scripts]), '-eu'),
      units: () => readFileSync(path, 'utf8'),
    }
  }

  test(`service() starts again what it stopped along, and nothing else, under ${name}`, (t) => {
    const { host, run, units } = hostWith(tree)
    using _ = host
    t.deepEqual(run(stop), { status: 0, output: '' })
    t.deepEqual(units().match(/^\S+ active/gm), ['alone.service active'], 'the dependents are stopped')
    t.deepEqual(run(undo), { status: 0, output: '' })
    t.is(units(), tree)
  })

  test(`service() knows what it stopped along after an interrupted stop under ${name}`, (t) => {
    const { host, run, units } = hostWith(tree)
    using _ = host
    run(sh`stopping_with base.service | record_missing stopped/base.service; set_state front.service inactive`)
    run(stop)
    run(undo)
    t.is(units(), tree)
  })

  test(`service() starts only the unit if it was described as stopped before under ${name}`, (t) => {
    const { host, run, units } = hostWith(tree)
    using _ = host
    run(stop)
    const described = service({ name: 'base' })
    run(...described.converge(stopped, described.desired))
    t.deepEqual(units().match(/^\S+ active/gm), ['base.service active', 'alone.service active'])
  })

  test(`service() does not read as before while what stopped along does not start under ${name}`, (t) => {
    const { host, run } = hostWith('base.service active broken.service\nbroken.service active\n')
    using _ = host
    const before = run(resource.probe).output
    run(stop)
    const { status, output } = run(undo)
    t.is(status, 1)
    t.is(output, 'these ran before base.service was stopped, and do not start: broken.service \n')
    t.is(run(resource.probe).output, `${before}missing broken.service\n`)
    t.deepEqual(run(sh`systemctl() { echo ActiveState=active; }; start_missing base.service`), {
      status: 0,
      output: '',
    })
    t.is(run(resource.probe).output, before)
  })

  test(`service() does not start after a reboot what stopped along under ${name}`, (t) => {
    const { host, run, units } = hostWith(tree)
    using _ = host
    run(stop)
    run(sh`sed '1s/.*/another-boot step/' "$EVENKEEL_HOME/stopped/base.service" >${host.path('record')}
mv ${host.path('record')} "$EVENKEEL_HOME/stopped/base.service"`)
    run(undo)
    t.deepEqual(units().match(/^\S+ active/gm), ['base.service active', 'alone.service active'])
  })

  test(`service() leaves no failed unit behind when it stops one under ${name}`, (t) => {
    const { host, run, units } = hostWith('base.service failed\n')
    using _ = host
    t.deepEqual(run(stop), { status: 0, output: '' })
    t.is(units(), 'base.service inactive\n')
  })

  test(`service() reads a failed unit as a stopped one under ${name}`, (t) => {
    const { host, run } = hostWith('base.service failed\n')
    using _ = host
    t.is(run(resource.probe).output, 'loaded enabled inactive\nlinks:\n')
  })

  test(`a unit that goes with its file is not listed as failed under ${name}`, (t) => {
    const { host, run } = hostWith('')
    using _ = host
    const spy = sh`
systemctl() {
  case $* in
  'show -p LoadState gone.service') echo LoadState=not-found ;;
  'show -p LoadState '*) echo LoadState=loaded ;;
  *) echo "systemctl $*" ;;
  esac
}`
    const gone = sh`reread_units_for /etc/systemd/system/gone.service; reread_units_for /etc/systemd/system/here.service`
    t.is(
      run(spy, gone, sh`reread_units_for /etc/systemd/system/gone.service.d/x.conf`).output,
      'systemctl daemon-reload\nsystemctl -q reset-failed gone.service\nsystemctl daemon-reload\nsystemctl daemon-reload\n',
    )
    const undo = sh`reread_unit() { loaded=not-found; }; set_service gone.service disable stop`
    t.deepEqual(run(spy, undo), { status: 0, output: 'systemctl -q reset-failed gone.service\n' })
  })
}
