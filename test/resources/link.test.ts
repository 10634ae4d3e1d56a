import test from 'ava'
import { link } from '../../engine/resources/link.ts'

test('link() needs a target unless it is to be absent', (t) => {
  t.throws(() => link({ path: '/a' }), { code: 'input', message: /the target of the link is needed/ })
})
