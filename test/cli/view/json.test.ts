import test from 'ava'
import { printJson, reportData } from '../../../cli/view/json.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { Secret } from '../../../engine/secrets.ts'
import { fakeIo } from '../fake-io.ts'
import { nothing } from './sample-plans.ts'

function printed(data: unknown): string {
  const io = fakeIo()
  printJson(io.stdout, data)
  return io.out()
}

test('printJson() prints one line, and no secret in any string of it', (t) => {
  const secret = new Secret('hunter"2\\', 'env:PASSWORD')
  t.is(
    printed({ saw: `as "${secret.reveal()}" it is`, deep: [{ secret }], size: 3, none: null }),
    '{"saw":"as \\"***\\" it is","deep":[{"secret":"***"}],"size":3,"none":null}\n',
  )
})

test('printJson() prints no character of a host that a terminal obeys, also not once a program has read the JSON', (t) => {
  const output = 'a\u001b[2Jb\u0085mc\u007fd\u202ee\u200bf\u0007g\n'
  t.is(
    printed({ output, host: 'web1\u202e' }),
    '{"output":"ab\ufffdmc\ufffdd\ufffde\ufffdf\ufffdg\\n","host":"web1\ufffd"}\n',
  )
})

test('printJson() masks a secret in the name of a command, which is its first line', (t) => {
  const secret = new Secret('hunter-2-hunter', 'test')
  const line = `mysql -p${secret.reveal()}`
  t.is(
    printed({ id: `command:${line}`, kind: 'command', name: line }),
    '{"id":"command:mysql -p***","kind":"command","name":"mysql -p***"}\n',
  )
})

test('reportData() returns the failure as data', (t) => {
  const failure = new EvenkeelError('step', 'Cannot converge it.', { host: 'lb1', cause: new Error('inside') })
  const data = JSON.parse(printed(reportData({ run: 'r', plan: nothing, outcome: 'reverted', hosts: [], failure })))
  t.like(data, { type: 'report', run: 'r', outcome: 'reverted' })
  t.deepEqual(data.failure, [{ code: 'step', message: 'Cannot converge it.', host: 'lb1' }])
})
