import test from 'ava'
import { clean } from '../../../cli/view/clean.ts'
import { Secret } from '../../../engine/secrets.ts'

new Secret('pa55-w0rd', 'env:PASSWORD')

test('clean() masks a secret that an escape sequence or a mark parts', (t) => {
  t.is(clean('is pa55\u001b[0m-w0rd'), 'is ***')
  t.is(clean({ saw: 'pa55-w0rd\u202e' }).saw, '***\ufffd')
})

test('clean() keeps dates, numbers and other values', (t) => {
  const data = { size: 3, none: null, holds: true, deep: [{ saw: 'fine' }] }
  t.deepEqual(clean(data), data)
})
