import { inspect } from 'node:util'
import test from 'ava'
import { lines, Secret, text } from '../../engine/secrets.ts'

const secret = new Secret('pa$$word-1', 'env:PASSWORD')

for (const [title, print] of [
  ['String()', (value: unknown) => String(value)],
  ['JSON.stringify()', (value: unknown) => JSON.stringify({ value })],
  ['inspect()', (value: unknown) => inspect({ value }, { depth: 9, showHidden: true })],
  ['concatenation', (value: unknown) => `${value}`],
] as const)
  test(`a Secret and a Text with one are redacted by ${title}`, (t) => {
    for (const value of [secret, text`auth_pass ${secret}`, lines(['a', secret])]) {
      t.false(print(value).includes('pa$$word-1'))
      t.true(print(value).includes('***'))
    }
  })

test('text`` and lines() contain the secret only in reveal()', (t) => {
  const inner = text`pass ${secret}`
  t.is(lines(['a', inner, 3]).reveal(), 'a\npass pa$$word-1\n3\n')
  t.true(lines([inner]).isSecret)
  t.false(text`pass ${'word'}`.isSecret)
})
