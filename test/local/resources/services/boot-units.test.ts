import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { address } from '../../../../engine/resources/address.ts'
import { Sh, sh } from '../../../../engine/shell.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

const described = address({ address: 'fd00::1:1', interface: 'lo' })
const FORMER = 'evenkeel-address-fd00-1-1-128-lo.service'
const NAME = 'evenkeel-address-fd00::1:1-128-lo.service'

/** Units are only files here: nothing runs. */
function hostWith(shell: readonly string[], former: string | undefined): Scratch {
  const host = new Scratch(shell)
  mkdirSync(host.path('multi-user.target.wants'))
  if (former !== undefined) {
    writeFileSync(host.path(FORMER), former)
    symlinkSync(`../${FORMER}`, host.path('multi-user.target.wants', FORMER))
  }
  return host
}

const pretences = (host: Scratch) => sh`
BOOT_UNITS=${host.path()}
runs_systemd() { true; }
read_address() { echo 'live yes'; }
ip() { :; }
systemctl() {
  case $* in
  *enable*) ln -sf "../$4" "$BOOT_UNITS/multi-user.target.wants/$4" ;;
  *disable*) rm -f "$BOOT_UNITS/multi-user.target.wants/$5" ;;
  esac
}
put_file() { cat "$2" >"$1"; }
remove_file() { rm -f "$1"; }`

for (const shell of shells) {
  const content = (title: string) => `[Unit]\nDescription=${title}\n[Service]\n`
  const mine = content('Address fd00::1:1/128 on lo')

  test(`a boot unit of an earlier release is read, kept and removed by its name under ${shell.join(' ')}`, (t) => {
    using host = hostWith(shell, mine)
    const run = (script: Sh) => host.run(Sh.lines([pretences(host), script]), '-eu').output
    t.regex(run(described.probe), /^live yes\nunit [0-9a-f]{64} 57\n$/)
    writeFileSync(host.path('new'), content('Address fd00::1:1/128 on lo'))
    run(sh`put_boot_unit ${NAME} ${host.path('new')} ${'0'.repeat(64)} ${FORMER} ${'Address fd00::1:1/128 on lo'}`)
    t.deepEqual(readdirSync(host.path('multi-user.target.wants')), [FORMER])
    run(sh`remove_boot_unit ${NAME} ${FORMER} ${'Address fd00::1:1/128 on lo'}`)
    t.deepEqual(readdirSync(host.path()), ['multi-user.target.wants', 'new'])
    run(sh`put_boot_unit ${NAME} ${host.path('new')} ${'0'.repeat(64)} ${FORMER} ${'Address fd00::1:1/128 on lo'}`)
    t.deepEqual(readdirSync(host.path()), [FORMER, 'multi-user.target.wants', 'new'], 'undo takes the former name')
  })

  test(`a boot unit with the former name of another resource stays as it is under ${shell.join(' ')}`, (t) => {
    using host = hostWith(shell, content('Address fd00:1::1/128 on lo'))
    const run = (script: Sh) => host.run(Sh.lines([pretences(host), script]), '-eu').output
    t.is(run(described.probe), 'live yes\n')
    writeFileSync(host.path('new'), mine)
    run(sh`put_boot_unit ${NAME} ${host.path('new')} ${'0'.repeat(64)} ${FORMER} ${'Address fd00::1:1/128 on lo'}`)
    t.regex(run(described.probe), /^live yes\nunit /)
    t.deepEqual(readdirSync(host.path('multi-user.target.wants')), [FORMER, NAME])
    run(sh`remove_boot_unit ${NAME} ${FORMER} ${'Address fd00::1:1/128 on lo'}`)
    t.is(host.text(FORMER), content('Address fd00:1::1/128 on lo'))
    t.deepEqual(readdirSync(host.path('multi-user.target.wants')), [FORMER])
  })
}
