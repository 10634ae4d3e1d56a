import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import test from 'ava'
import { quote, sh } from '../../../engine/shell.ts'

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
