import { readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { link } from '../../../../engine/resources/link.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

for (const shell of shells) {
  const name = shell.join(' ')

  test(`link() makes, changes and restores a link under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('enabled')
    symlinkSync('old target', path)
    const described = link({ path, target: "../it's $(new)" })
    const before = host.state(described)
    t.deepEqual(before, { target: 'old target' })
    for (const _ of ['first', 'again']) {
      t.deepEqual(await host.converge(described, before, described.desired), { status: 0, output: '' })
      t.is(readlinkSync(path), "../it's $(new)")
    }
    t.is((await host.converge(described, described.desired, before)).status, 0)
    t.deepEqual(host.state(described), before)
    t.deepEqual(readdirSync(host.path()), ['enabled'])
  })

  test(`link() removes a link, and undo makes it again under ${name}`, async (t) => {
    using host = new Scratch(shell)
    symlinkSync('/tmp', host.path('a'))
    const described = link({ path: host.path('a'), state: 'absent' })
    const before = host.state(described)
    t.is((await host.converge(described, before, described.desired)).status, 0)
    t.is(host.state(described), null)
    t.is((await host.converge(described, null, before)).status, 0)
    t.is(readlinkSync(host.path('a')), '/tmp')
  })

  test(`link() leaves anything but a link alone under ${name}`, async (t) => {
    using host = new Scratch(shell)
    writeFileSync(host.path('a'), 'precious')
    const described = link({ path: host.path('a'), target: '/tmp' })
    t.throws(() => host.read(described), { message: /is not a symbolic link/ })
    t.not((await host.converge(described, null, described.desired)).status, 0)
    t.is((await host.converge(described, described.desired, null)).status, 0)
    t.is(host.text('a'), 'precious')
  })
}
