import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { Blob } from '../../engine/blob.ts'
import { Secret, text } from '../../engine/secrets.ts'

/** Printed by `sha256sum` for "hello\n". */
const HELLO = '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03'

async function read(blob: Blob): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of blob.bytes()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

test('Blob.of() and Blob.fromFile() give the same bytes the same name', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'evenkeel-blob-'))
  const path = join(folder, 'hello')
  await writeFile(path, 'hello\n')
  const whole = Blob.of('hello\n')
  const streamed = Blob.fromFile(path)
  t.deepEqual({ ...whole.toJSON() }, { sha256: HELLO, size: 6, secret: false })
  t.deepEqual(streamed.toJSON(), whole.toJSON())
  t.is(await read(whole), 'hello\n')
  t.is(await read(streamed), 'hello\n')
  await rm(folder, { recursive: true })
})

test('Blob.of() counts bytes, and keeps a secret out of its name', (t) => {
  const blob = Blob.of(text`é ${new Secret('hunter2hunter2', 'test')}`)
  t.is(blob.size, 17)
  t.true(blob.secret)
  t.deepEqual(Object.keys(blob.toJSON()), ['sha256', 'size', 'secret'])
  t.is(String(blob.text), 'é ***')
})

test('Blob.named() has no bytes on the controller', async (t) => {
  const blob = Blob.named({ sha256: HELLO, size: 6, secret: false })
  t.false(blob.isHere)
  await t.throwsAsync(read(blob), { instanceOf: TypeError })
})
