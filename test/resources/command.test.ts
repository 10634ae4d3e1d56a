import test from 'ava'
import { command } from '../../engine/resources/command.ts'
import { Secret } from '../../engine/secrets.ts'

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
