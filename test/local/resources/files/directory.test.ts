import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { directory } from '../../../../engine/resources/directory.ts'
import { me, Scratch, shells } from '../../../support/scratch.ts'

for (const shell of shells) {
  const name = shell.join(' ')

  test(`directory() creates missing parents, and undo removes exactly these under ${name}`, async (t) => {
    using host = new Scratch(shell)
    mkdirSync(host.path('there'))
    const described = directory({ path: host.path('there', 'a b', 'c', 'd'), mode: '0750', ...me })
    t.is(host.state(described), null)
    for (const _ of ['first', 'again']) {
      t.deepEqual(await host.converge(described, null, described.desired), { status: 0, output: '' })
      t.deepEqual(host.state(described), described.desired)
    }
    for (const _ of ['first', 'again']) t.is((await host.converge(described, described.desired, null)).status, 0)
    t.deepEqual(readdirSync(host.path('there')), [])
  })

  test(`directory() restores the mode that it found, with set-group-ID, under ${name}`, async (t) => {
    using host = new Scratch(shell)
    mkdirSync(host.path('a'))
    chmodSync(host.path('a'), 0o2770)
    const described = directory({ path: host.path('a'), ...me })
    const before = host.state(described)
    t.is((await host.converge(described, before, described.desired)).status, 0)
    t.is(statSync(host.path('a')).mode & 0o7777, 0o755)
    t.is((await host.converge(described, described.desired, before)).status, 0)
    t.deepEqual(host.state(described), before)
  })

  test(`directory() never removes files of others under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const described = directory({ path: host.path('a'), ...me })
    await host.converge(described, null, described.desired)
    writeFileSync(host.path('a', 'foreign'), '')
    const { status, output } = await host.converge(described, described.desired, null)
    t.not(status, 0)
    t.regex(output, /not empty: foreign/)
    t.deepEqual(readdirSync(host.path('a')), ['foreign'])
  })

  test(`directory() refuses a file or a link in its place under ${name}`, (t) => {
    using host = new Scratch(shell)
    writeFileSync(host.path('file'), '')
    symlinkSync('/tmp', host.path('link'))
    t.throws(() => host.read(directory({ path: host.path('file') })), { message: /is not a directory/ })
    t.throws(() => host.read(directory({ path: host.path('link') })), { message: /is a symbolic link to \/tmp/ })
  })
}
