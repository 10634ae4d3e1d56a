import test from 'ava'
import { BoundedOutput, Lines } from '../../engine/host/output.ts'
import { Secret } from '../../engine/secrets.ts'

function written(limit: number, chunks: readonly string[]): BoundedOutput {
  const output = new BoundedOutput(limit)
  for (const chunk of chunks) output.add(Buffer.from(chunk))
  return output
}

test('BoundedOutput keeps all output within the limit', (t) => {
  const output = written(8, ['ab', 'cdef', 'gh'])
  t.is(output.read('utf8'), 'abcdefgh')
  t.false(output.truncated)
})

for (const chunks of [['0123456789abcdef'], [...'0123456789abcdef'], ['012', '3456789', 'abcde', 'f']])
  test(`BoundedOutput keeps the beginning and the end of ${chunks.length} chunks`, (t) => {
    const output = written(8, chunks)
    t.is(output.read('utf8'), '0123\n[8 bytes left out]\ncdef')
    t.true(output.truncated)
  })

test('BoundedOutput.read() leaves no half of a secret at the gap', (t) => {
  new Secret('zwölf-Boxkämpfer', 'test')
  const secret = Buffer.from('zwölf-Boxkämpfer')
  for (let cut = 1; cut < secret.length; cut++) {
    const output = new BoundedOutput(2 * (secret.length + 2))
    output.add(Buffer.concat([Buffer.alloc(secret.length + 2 - cut, '.'), secret]))
    output.add(Buffer.from('left out'.repeat(20)))
    output.add(Buffer.concat([secret, Buffer.alloc(secret.length + 2 - cut, '.')]))
    t.regex(output.read('utf8'), /^\.+\*{3}\n\[\d+ bytes left out\]\n\*{3}\.+$/)
  }
})

test('BoundedOutput.read() marks invalid bytes in UTF-8, and returns every byte as a character in latin1', (t) => {
  const output = new BoundedOutput(100)
  output.add(Buffer.from([0x61, 0xff, 0xc3]))
  output.add(Buffer.from([0xbc]))
  t.is(output.read('utf8'), 'a\ufffdü')
  t.deepEqual(Buffer.from(output.read('latin1'), 'latin1'), Buffer.from([0x61, 0xff, 0xc3, 0xbc]))
})

test('Lines passes on every byte as a character', (t) => {
  const seen: string[] = []
  new Lines((line) => seen.push(line)).add(Buffer.from('né\n'))
  t.deepEqual(seen, ['n\u00c3\u00a9'])
})

test('Lines passes on whole lines however the chunks are cut', (t) => {
  const seen: string[] = []
  const lines = new Lines((line) => seen.push(line))
  for (const chunk of ['a', 'b\n\ncd', '\n', 'e']) lines.add(Buffer.from(chunk))
  t.deepEqual(seen, ['ab', '', 'cd'])
  lines.end()
  t.deepEqual(seen, ['ab', '', 'cd', 'e'])
})

test('Lines bounds a line without an end', (t) => {
  const seen: string[] = []
  const lines = new Lines((line) => seen.push(line))
  for (let count = 0; count < 3; count++) lines.add(Buffer.alloc(512 * 1024, 'x'))
  t.deepEqual(
    seen.map((line) => line.length),
    [1024 * 1024],
  )
})
