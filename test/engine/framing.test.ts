import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { readFrames } from '../../engine/framing.ts'
import { Secret } from '../../engine/secrets.ts'

const latin1 = (text: string) => Buffer.from(text).toString('latin1')

const good: readonly [string, string, [string, number, string][]][] = [
  ['nothing', '', []],
  ['one', 'probe 0 2\nok\n', [['probe', 0, 'ok']]],
  ['an empty answer', 'probe 1 0\n\n', [['probe', 1, '']]],
  [
    'bytes, not characters',
    'probe 0 3\nné\nlock 0 1\nx\n',
    [
      ['probe', 0, 'né'],
      ['lock', 0, 'x'],
    ],
  ],
  [
    'an answer that contains a frame',
    'probe 0 13\nprobe 0 2\nok\n\nlock 0 0\n\n',
    [
      ['probe', 0, 'probe 0 2\nok\n'],
      ['lock', 0, ''],
    ],
  ],
]

for (const [title, printed, frames] of good)
  test(`readFrames() reads ${title}`, (t) => {
    const read = readFrames(latin1(printed), 'web1')
    t.deepEqual(
      read.map(({ label, status, output }) => [label, status, output]),
      frames,
    )
    t.is(read.map(({ raw }) => raw).join(''), latin1(printed))
  })

const bad: readonly [string, string][] = [
  ['a banner', 'Welcome!\nprobe 0 2\nok\n'],
  ['a cut-off answer', 'probe 0 5\nok\n'],
  ['a cut-off header', 'probe 0'],
  ['a wrong length', 'probe 0 1\nok\n'],
  ['a negative length', 'probe 0 -1\nok\n'],
  ['an absurd length', 'probe 0 99999999999999999999\nok\n'],
  ['something between frames', 'probe 0 2\nok\n\nprobe 0 2\nok\n'],
]

for (const [title, printed] of bad)
  test(`readFrames() refuses ${title}`, (t) => {
    const error = t.throws(() => readFrames(printed, 'web1'), { instanceOf: EvenkeelError })
    t.is(error?.code, 'lost')
    t.is(error?.host, 'web1')
  })

test('readFrames() shows where an answer cannot be read, without secrets, cut or whole, and without control characters', (t) => {
  new Secret('tok-d41d8cd98f00b204', 'test')
  const rest = `${'w'.repeat(70)} tok-d41d8cd98f00b204 \u001b[31mred\u009f`
  const error = t.throws(() => readFrames(latin1(rest), 'web1'))
  t.regex(error?.message ?? '', /at "w{70} \*{3} red\ufffd"$/)
})
