import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { packageOf } from '../../../../engine/resources/package.ts'
import { Sh, sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

/**
 * A systemd whose units are lines `NAME LOADED ACTIVE`, and a package whose removal takes the files of units with it.
 * `gone` is a unit that systemd still takes for loaded, as it has not read its units again.
 */
function hostWith(units: string): Sh {
  return sh`
units=${units}
change() { sed "$1" "$units" >"$units.new"; mv "$units.new" "$units"; }
systemctl() {
  echo "systemctl $*" >>"$units.log"
  case $* in
  'show -p Id -p LoadState -p ActiveState '*)
    shift 7
    for one; do
      while read -r name loaded active; do
        case $name in $one) printf 'ActiveState=%s\\nId=%s\\nLoadState=%s\\n\\n' "$active" "$name" "$(echo "$loaded" | sed s/gone/loaded/)" ;; esac
      done <"$units"
    done ;;
  '-q reset-failed '*) change "/^$3 /d" ;;
  daemon-reload) change 's/ gone / not-found /' ;;
  esac
}
runs_systemd() { true; }
apt_finish() { :; }
begin_data() { mkdir -p "$2"; }
apt_remove() { change 's/^\\(web[^ ]*\\) loaded/\\1 not-found/; s/^\\(late[^ ]*\\) loaded/\\1 gone/'; }
end_data() { :; }`
}

/** Lists the files of packages: the units of web, of which kept.service is also in /etc, and the init script old. */
const DPKG_QUERY = `case $* in
'-L web tool') printf '/usr/lib/systemd/system/%s\\n' web.service web@.service late.service kept.service fine.socket; echo /etc/init.d/web-old ;;
esac`

const BEFORE = [
  'web.service loaded failed',
  'web@1.service loaded failed',
  'web@2.service loaded active',
  'web-old.service loaded failed',
  'kept.service loaded failed',
  'fine.socket loaded inactive',
  'other.service loaded failed',
  'lost.service not-found failed',
]

for (const shell of shells) {
  const name = shell.join(' ')

  function removed(before: readonly string[], how: 'removal' | 'undo') {
    using host = new Scratch(shell)
    host.pretend('dpkg-query', DPKG_QUERY)
    host.pretend('apt-get', ':')
    const units = host.path('units')
    writeFileSync(units, before.map((line) => `${line}\n`).join(''))
    const record = join(host.root, 'home', 'packages', 'web')
    mkdirSync(record, { recursive: true })
    writeFileSync(join(record, 'before'), '')
    writeFileSync(join(record, 'brought'), 'tool\n')
    const described = packageOf({ name: 'web' })
    const remove = Sh.lines(described.converge(described.desired, null))
    const direction = how === 'undo' ? sh`direction=undo` : sh`:`
    const outcome = host.run(Sh.lines([hostWith(units), direction, remove]), '-eu')
    return {
      outcome,
      units: readFileSync(units, 'utf8').trimEnd().split('\n'),
      log: readFileSync(`${units}.log`, 'utf8').trimEnd().split('\n'),
    }
  }

  for (const how of ['removal', 'undo'] as const)
    test(`the ${how} of a package leaves no failed unit of it behind, and changes no other one, under ${name}`, (t) => {
      const { outcome, units } = removed(BEFORE, how)
      t.deepEqual(outcome, { status: 0, output: '' })
      t.deepEqual(units, [
        'web@2.service not-found active',
        'kept.service loaded failed',
        'fine.socket loaded inactive',
        'other.service loaded failed',
        'lost.service not-found failed',
      ])
    })

  test(`systemd reads its units again if it does not know yet that a failed one is gone under ${name}`, (t) => {
    const { outcome, units } = removed(['late.service loaded failed'], 'removal')
    t.is(outcome.status, 0)
    t.deepEqual(units, [''])
  })

  test(`a package none of whose units has failed costs one question to systemd under ${name}`, (t) => {
    const { log } = removed(['web.service loaded active'], 'removal')
    const asked = log.filter((line) => line.startsWith('systemctl show'))
    t.is(asked.length, 1)
    t.deepEqual(log, asked)
  })
}
