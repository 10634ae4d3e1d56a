import test from 'ava'
import { Blob } from '../../engine/blob.ts'
import { Secret, text } from '../../engine/secrets.ts'
import { quote, Sh, type ShValue, sh } from '../../engine/shell.ts'

test('quote() refuses a NUL, which no word can hold', (t) => {
  t.throws(() => quote('a\0b'), { instanceOf: TypeError })
})

test('sh`` inserts scripts as code and blobs as paths, and collects the blobs', (t) => {
  const blob = Blob.of('content')
  const inner = sh`cat ${blob}`
  const outer = sh`${inner} | grep ${'a b'} -m ${3}`
  t.is(outer.script, `cat "$(blob_at ${blob.sha256})" | grep 'a b' -m 3`)
  t.deepEqual(outer.blobs, [blob])
  t.deepEqual(Sh.lines([inner, sh`true`]).blobs, [blob])
})

const secret = new Secret('hunter2hunter2', 'test')

for (const [title, value] of [
  ['a secret', secret],
  ['a text with a secret', text`password ${secret}`],
  ['undefined', undefined],
  ['an object', { toString: () => 'id' }],
] as const)
  test(`sh\`\` refuses ${title}`, (t) => {
    const error = t.throws(() => sh`echo ${value as unknown as ShValue}`, { instanceOf: TypeError })
    t.false(error?.message.includes('hunter2'))
  })
