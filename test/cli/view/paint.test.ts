import test from 'ava'
import { paintFor } from '../../../cli/view/paint.ts'
import { fakeIo } from '../fake-io.ts'

test('paintFor() colours on a terminal only, and not with NO_COLOR', (t) => {
  const painted = (terminal: boolean, env: Record<string, string>) =>
    paintFor(fakeIo({ terminal }).stdout, env)('green', 'done')
  t.is(painted(true, {}), '\u001b[32mdone\u001b[39m')
  t.is(painted(true, { NO_COLOR: '1' }), 'done')
  t.is(painted(false, {}), 'done')
})
