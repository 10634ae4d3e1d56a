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

test('printJson() keeps control characters of a host escaped', (t) => {
  t.is(printed({ output: 'a\u001b[2Jb\n' }), '{"output":"a\\u001b[2Jb\\n"}\n')
})

test('reportData() returns the failure as data', (t) => {
  const failure = new EvenkeelError('step', 'Cannot converge it.', { host: 'lb1', cause: new Error('inside') })
  const data = JSON.parse(printed(reportData({ run: 'r', plan: nothing, outcome: 'reverted', hosts: [], failure })))
  t.like(data, { type: 'report', run: 'r', outcome: 'reverted' })
  t.deepEqual(data.failure, [{ code: 'step', message: 'Cannot converge it.', host: 'lb1' }])
})
