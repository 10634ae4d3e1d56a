import { existsSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { command } from '../../../../engine/resources/command.ts'
import { Scratch, shells } from '../../../support/scratch.ts'

for (const shell of shells) {
  const name = shell.join(' ')

  test(`command() runs unless it is done, and undo takes it back under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path("it's done")
    const described = command({
      run: `touch "${path}"`,
      unless: `echo noise; test -e "${path}"`,
      undo: `rm -f "${path}"`,
    })
    t.is(host.state(described), null)
    t.deepEqual(await host.converge(described, null, described.desired), { status: 0, output: '' })
    t.deepEqual(host.state(described), described.desired)
    t.is((await host.converge(described, described.desired, null)).status, 0)
    t.is(host.state(described), null)
  })

  test(`command() that was not done is undone only if it is done by now under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('site')
    const described = command({ run: 'false', unless: `test -e ${path}`, undo: `rm ${path}` })
    t.deepEqual(await host.converge(described, null, null), { status: 0, output: '' })
    writeFileSync(path, '')
    t.deepEqual(await host.converge(described, null, null), { status: 0, output: '' })
    t.false(existsSync(path))
    writeFileSync(path, '')
    const failing = command({ run: 'false', unless: `test -e ${path}`, undo: 'echo why; exit 3' })
    t.deepEqual(await host.converge(failing, null, null), { status: 3, output: 'why\n' })
  })

  test(`command() stops at the first line that fails, and prints its output under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const run = `echo why >&2\nfalse\ntouch '${host.path('after')}'`
    const described = command({ run, unless: 'false' })
    const { status, output } = await host.converge(described, null, described.desired)
    t.is(status, 1)
    t.is(output, 'why\n')
    t.false(existsSync(host.path('after')))
  })
}
