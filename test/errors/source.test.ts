import test from 'ava'
import { errorAt, Source } from '../../engine/errors/source.ts'

test('errorAt() shows the line before, the line, and a caret under the column', (t) => {
  const source = new Source('site.yml', 'plays:\n  - hots: web\n')
  const error = errorAt({ source, offset: 11 }, 'no')
  t.deepEqual(error.where, { file: 'site.yml', line: 2, column: 5 })
  t.is(error.excerpt, '1 | plays:\n2 |   - hots: web\n  |     ^')
})

test('Source.excerpt() keeps long lines short, and the caret under its column', (t) => {
  const source = new Source('f.yml', `${'x'.repeat(500)}!${'y'.repeat(500)}`)
  const [line = '', caret = ''] = source.excerpt(500).split('\n')
  t.true(line.length < 140)
  t.is(line[caret.indexOf('^')], '!')
})

test('Source.excerpt() removes control characters', (t) => {
  const excerpt = new Source('f.yml', 'a: \u001b[2J\u202ex\u0085\n').excerpt(3)
  t.notRegex(excerpt.replaceAll('\n', ''), /[\p{Cc}\u202e]/u)
})
