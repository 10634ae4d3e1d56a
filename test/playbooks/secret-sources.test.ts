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

for (const [title, line, value] of [
  ['one line', "echo 'hunter2-of a program'", 'hunter2-of a program'],
  ['two lines, without the last newline', "printf 'a\\nb\\n'", 'a\nb'],
  ['a file of the folder in which it runs', 'cat key.txt', 'hunter2-beside'],
  ['a program without standard input', 'cat; echo hunter2-end', 'hunter2-end'],
] as const) {
  test(`readSecret() reads from a command ${title}`, async (t) => {
    const folder = await sceneOf(t, { 'key.txt': 'hunter2-beside\n' })
    const secret = readSecret('command', line, folder)
    t.is(secret.reveal(), value)
    t.is(secret.source, `command:${line}`)
  })
}

for (const [title, line, reason] of [
  [
    'fails, and shows its errors alone',
    'echo hunter2-output; echo no key >&2; exit 3',
    /^it ended with status 3: no key$/,
  ],
  ['is killed', 'kill -9 $$', /^it ended by SIGKILL$/],
  ['prints nothing', 'true', /^it printed nothing$/],
  ['prints no text', String.raw`printf '\377\376'`, /^its output is not UTF-8 text$/],
  ['prints too much', 'yes hunter2-output', /^it printed more than 1 MB$/],
  ['does not exist', 'no-such-program-anywhere', /^it ended with status 127: /],
] as const) {
  test(`readSecret() refuses a command that ${title}`, (t) => {
    t.throws(() => readSecret('command', line, '.'), { message: reason })
  })
}
