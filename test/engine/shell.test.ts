import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import test from 'ava'
import { Blob } from '../../engine/blob.ts'
import { Secret, text } from '../../engine/secrets.ts'
import { quote, Sh, type ShValue, sh } from '../../engine/shell.ts'

const shells = [['/bin/sh'], ['/bin/dash'], ['/bin/bash', '--posix'], ['/bin/busybox', 'sh']].filter(([path = '']) =>
  existsSync(path),
)

const hostile = [
  '',
  ' ',
  "'",
  "''",
  '"',
  '\\',
  "\\'",
  '$(touch /tmp/x)',
  '`id`',
  '${HOME}',
  '$HOME',
  '*',
  '?',
  '[a-z]',
  '~',
  '~root',
  '!',
  '#no comment',
  '-n',
  '--',
  'a b',
  'a\nb',
  '\n',
  'tab\there',
  ';',
  '&&',
  '|',
  '>',
  '<',
  '(',
  '{a,b}',
  'é',
  '名前',
  '\u202e',
  '\x1b[31m',
  "it's",
  'a=b',
  '=',
  '%s',
  '\\n',
  '\r',
  'end\n',
  "'; id; '",
]

for (const [shell = '', ...options] of shells)
  test(`quote() makes any text one word, for ${shell}`, (t) => {
    for (const word of hostile) {
      const printed = execFileSync(shell, [...options, '-c', `printf '%s|' ${quote(word)} end`], { encoding: 'utf8' })
      t.is(printed, `${word}|end|`)
    }
    const all = execFileSync(shell, [...options, '-c', sh`printf '%s|' ${hostile}`.script], { encoding: 'utf8' })
    t.is(all, hostile.map((word) => `${word}|`).join(''))
  })

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
