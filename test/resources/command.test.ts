import { existsSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { command } from '../../engine/resources/command.ts'
import { Secret } from '../../engine/secrets.ts'
import { Scratch, shells } from './scratch.ts'

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

test('command() without undo is irreversible', (t) => {
  const withoutUndo = command({ run: 'a', unless: 'b' })
  const withUndo = command({ run: 'a', unless: 'b', undo: 'c' })
  t.is(withoutUndo.irreversible(null, withoutUndo.desired), 'the command has no undo')
  t.is(withUndo.irreversible(null, withUndo.desired), undefined)
})

test('command() refuses a secret, which the list of processes would show', (t) => {
  const run = new Secret('hidden', 'test') as unknown as string
  t.throws(() => command({ run, unless: 'false' }), { code: 'input', message: /put it into a file/ })
})

test('command() has the timeout of its spec', (t) => {
  t.is(command({ run: 'a', unless: 'b', timeout: 3600 }).timeout, 3600)
  t.is(command({ run: 'a', unless: 'b' }).timeout, undefined)
})

for (const timeout of [0, -1, 1.5, 86_401, Number.POSITIVE_INFINITY]) {
  test(`command() refuses a timeout of ${timeout} seconds`, (t) => {
    t.throws(() => command({ run: 'a', unless: 'b', timeout }), { code: 'input' })
  })
}

test('command() is named by its name, or by its first line', (t) => {
  t.is(command({ run: '\n  one\n  two', unless: 'false' }).id, 'command:one')
  t.is(command({ run: 'one', unless: 'false', name: 'the first' }).id, 'command:the first')
})
