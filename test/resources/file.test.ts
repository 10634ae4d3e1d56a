import test from 'ava'
import { file } from '../../engine/resources/file.ts'

const refused: readonly (readonly [string, object, RegExp])[] = [
  ['a relative path', { path: 'etc/a', content: '' }, /must be an absolute path/],
  ['dots in a path', { path: '/etc/../a', content: '' }, /must not hold/],
  ['a trailing slash', { path: '/etc/', content: '' }, /must not hold/],
  ['a newline in a path', { path: '/etc/a\nb', content: '' }, /control characters/],
  ['a mode that YAML read as a number', { path: '/a', content: '', mode: 420 }, /must be quoted/],
  ['a mode that is not octal', { path: '/a', content: '', mode: '0999' }, /octal/],
  ['no content', { path: '/a' }, /content or source is needed/],
  ['both content and source', { path: '/a', content: '', source: '/b' }, /not both/],
  ['content for an absent file', { path: '/a', content: '', state: 'absent' }, /has no content/],
  ['a source that is not there', { path: '/a', source: '/nowhere/at/all' }, /cannot be read/],
  ['an unknown key', { path: '/a', content: '', mod: '0644' }, /Unrecognized key/],
  ['an owner with a colon', { path: '/a', content: '', owner: 'a:b' }, /name of an account/],
]

for (const [title, input, why] of refused) {
  test(`file() refuses ${title}`, (t) => {
    const error = t.throws(() => file(input as Parameters<typeof file>[0]), { code: 'input' })
    t.regex(error?.message ?? '', why)
  })
}
