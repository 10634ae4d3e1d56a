import test from 'ava'
import { readSecret } from '../../playbooks/secret-sources.ts'
import { sceneOf } from '../description/scene.ts'

for (const [title, content, value] of [
  ['a line', 'hunter2-line\n', 'hunter2-line'],
  ['a line of Windows', 'hunter2-line\r\n', 'hunter2-line'],
  ['no newline', 'hunter2-line', 'hunter2-line'],
  ['two newlines, of which it removes one', 'hunter2-line\n\n', 'hunter2-line\n'],
] as const) {
  test(`readSecret() reads from a file ${title}`, async (t) => {
    const folder = await sceneOf(t, { 'key.txt': content })
    t.is(readSecret('file', 'key.txt', folder).reveal(), value)
  })
}

for (const [title, name, content, reason] of [
  ['a missing file', 'nope', 'x', /there is no file .*nope/],
  ['a folder', '.', 'x', /is not a file/],
  ['an empty file', 'key.txt', '', /is empty/],
  ['bytes that are not text', 'key.txt', Uint8Array.of(0xff, 0xfe), /is not UTF-8 text/],
] as const) {
  test(`readSecret() refuses ${title}`, async (t) => {
    const folder = await sceneOf(t, { 'key.txt': content })
    t.throws(() => readSecret('file', name, folder), { message: reason })
  })
}

test('readSecret() refuses an empty environment variable', (t) => {
  process.env.EVENKEEL_TEST_EMPTY = ''
  t.teardown(() => delete process.env.EVENKEEL_TEST_EMPTY)
  t.throws(() => readSecret('env', 'EVENKEEL_TEST_EMPTY', '.'), { message: /is empty/ })
})
