import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { requirePlainPath } from '../../../lab/local/plain-path.ts'

for (const path of ['/a b', '/a,b', '/a=b', '/a\nb']) {
  test(`requirePlainPath() refuses ${JSON.stringify(path)}`, (t) => {
    t.is(t.throws(() => requirePlainPath(path), { instanceOf: EvenkeelError })?.code, 'lab')
  })
}

test('requirePlainPath() accepts an ordinary path', (t) => {
  t.notThrows(() => requirePlainPath('/root/.local/state/evenkeel/labs/1f2e3d4c'))
})
