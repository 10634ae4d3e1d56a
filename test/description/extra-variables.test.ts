import test from 'ava'
import { readExtraVariables } from '../../cli/description/extra-variables.ts'
import { plain } from '../../engine/errors/document.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'

for (const [given, value] of [
  ['a=3', 3],
  ['a=1.5', 1.5],
  ['a=true', true],
  ['a=no', 'no'],
  ['a="3"', '3'],
  ['a=', null],
  ['a= x ', 'x'],
  ['a=b=c', 'b=c'],
  ['a=[1, 2]', '[1, 2]'],
  ['a=b: c', 'b: c'],
  ['a=*', '*'],
  ['a=# no comment', '# no comment'],
  ['a=two\nlines', 'two\nlines'],
  ['a="unclosed', '"unclosed'],
] as const) {
  test(`readExtraVariables() reads ${JSON.stringify(given)}`, (t) => {
    const entry = readExtraVariables([given]).get('a')
    t.is(entry && plain(entry.value), value)
  })
}

for (const given of ['a', '=x', '1a=x', 'a b=x', 'port=0800', '../a=x']) {
  test(`readExtraVariables() refuses ${given}`, (t) => {
    t.is(t.throws(() => readExtraVariables([given]), { instanceOf: EvenkeelError })?.code, 'usage')
  })
}

test('readExtraVariables() takes the last value of a name', (t) => {
  const entry = readExtraVariables(['a=1', 'a=2']).get('a')
  t.is(entry && plain(entry.value), 2)
})
