import test from 'ava'
import { packageOf } from '../../engine/resources/package.ts'

// Captured from Debian 12 (apt 2.6.1) and shortened to the lines that count.
const APT_INSTALL = `Reading package lists...
The following additional packages will be installed:
  nginx-common
Inst nginx-common (1.22.1-9+deb12u11 packages.lab [all])
Inst nginx (1.22.1-9+deb12u11 packages.lab [amd64])
Conf nginx-common (1.22.1-9+deb12u11 packages.lab [all])
Conf nginx (1.22.1-9+deb12u11 packages.lab [amd64])
`

test('package notes name packages that are installed too', (t) => {
  t.deepEqual(packageOf({ name: 'nginx' }).notes(APT_INSTALL), ['brings nginx-common'])
})

test('package notes name upgrades, which undo does not take back', (t) => {
  const preview = `Inst libappstream4 [0.16.1-2] (0.16.1-2+b1 Debian:12.15/oldstable [amd64])
Inst appstream [0.16.1-2] (0.16.1-2+b1 Debian:12.15/oldstable [amd64])
`
  t.deepEqual(packageOf({ name: 'gnome-software' }).notes(preview), [
    'upgrades libappstream4, appstream, which undo does not take back',
  ])
})

test('package notes are empty for an installed package', (t) => {
  t.deepEqual(packageOf({ name: 'nginx' }).notes(''), [])
})

test('packageOf() reads its four states', (t) => {
  const wanted = packageOf({ name: 'nginx' })
  const unwanted = packageOf({ name: 'nginx', state: 'absent' })
  t.deepEqual(wanted.parse('installed\n'), { state: { status: 'installed' } })
  t.deepEqual(wanted.parse('unfinished\n'), { state: { status: 'unfinished' } })
  t.deepEqual(wanted.parse('config-files\n'), { state: { status: 'config-files' } })
  t.deepEqual(unwanted.parse('config-files\n'), { state: null })
  t.deepEqual(wanted.parse('absent\n'), { state: null })
})

test('packageOf() restores a removed package with its configuration', (t) => {
  const wanted = packageOf({ name: 'nginx' })
  t.is(wanted.converge(wanted.desired, { status: 'config-files' }).join(), 'remove_package nginx remove')
  t.is(wanted.converge(wanted.desired, null).join(), 'remove_package nginx purge')
})

test('packageOf() needs consent to remove a package that was there, and not to undo', (t) => {
  const installed = { status: 'installed' }
  t.regex(packageOf({ name: 'nginx', state: 'absent' }).irreversible(installed, null) ?? '', /package source/)
  t.is(packageOf({ name: 'nginx' }).irreversible(installed, null), undefined)
  t.is(packageOf({ name: 'nginx' }).irreversible(null, installed), undefined)
})

// apt would read these as options, patterns, versions or removals.
for (const name of ['-y', 'nginx-', 'nginx*', 'nginx=1', 'nginx/sid', '$(id)', 'a b', '']) {
  test(`packageOf() refuses the name "${name}"`, (t) => {
    t.throws(() => packageOf({ name }), { code: 'input' })
  })
}

test('packageOf() has a timeout of half an hour', (t) => {
  t.is(packageOf({ name: 'nginx' }).timeout, 1800)
})
