import test from 'ava'
import { Secret, text } from '../../../engine/secrets.ts'
import {
  block,
  configFile,
  extra,
  flag,
  indented,
  optionalBlock,
  sectionedFile,
  setting,
} from '../../../roles/kit/config-text.ts'

const HEAD = '# Written by evenkeel. What is changed here is put back by its next apply.\n'

test('configFile() puts the head comment before the lines', (t) => {
  t.is(configFile(['a'], [], ['b', 'c']).reveal(), `${HEAD}a\nb\nc\n`)
})

test('sectionedFile() puts an empty line before each section, and leaves out those without lines', (t) => {
  t.is(sectionedFile(['a', 'b'], [], ['c']).reveal(), `${HEAD}\na\nb\n\nc\n`)
})

test('block() indents its body, also of nested blocks, and leaves empty lines empty', (t) => {
  t.deepEqual(block('outer', ['a', ''], block('inner', ['', 'b'])).map(String), [
    'outer {',
    '    a',
    '',
    '    inner {',
    '',
    '        b',
    '    }',
    '}',
  ])
})

test('optionalBlock() leaves out a block without lines', (t) => {
  t.deepEqual(optionalBlock('empty', []), [])
  t.deepEqual(optionalBlock('one', ['a']).map(String), ['one {', '    a', '}'])
})

test('flag(), setting() and extra() give no line for what is not there', (t) => {
  t.deepEqual([flag('a', undefined), flag('a', false), setting('a', undefined), extra(undefined), extra('')].flat(), [])
  t.deepEqual([...flag('a', true), ...setting('b', 0), ...extra('c\n\n  d')].map(String), ['a', 'b 0', 'c', '', '  d'])
})

test('indented() and setting() keep a secret masked', (t) => {
  const [line = ''] = indented(setting('auth_pass', new Secret('hidden-word', 'playbook')))
  t.is(String(line), '    auth_pass ***')
  t.is(text`${line}`.reveal(), '    auth_pass hidden-word')
})
