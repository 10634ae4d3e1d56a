import test from 'ava'
import { nodeAt, plain } from '../../engine/errors/document.ts'
import { parseSource } from '../../engine/errors/parse-yaml.ts'
import { Source } from '../../engine/errors/source.ts'

for (const [title, text, value] of [
  ['an empty text', '', null],
  ['words that YAML 1.1 takes for booleans', '[no, yes, on, off]', ['no', 'yes', 'on', 'off']],
  ['numbers', '[1, -2, 1.5, 0x10, 0o17, 1e3, 0]', [1, -2, 1.5, 16, 15, 1000, 0]],
  ['keys that are not strings', '{ 80: a, true: b }', { '80': 'a', true: 'b' }],
  ['aliases', '{ a: &x { b: 1 }, c: *x }', { a: { b: 1 }, c: { b: 1 } }],
  [
    'merge keys, own keys first',
    '{ a: &x { b: 1, c: 2 }, d: { <<: *x, b: 3 } }',
    { a: { b: 1, c: 2 }, d: { b: 3, c: 2 } },
  ],
  ['JSON', '{"a": [null, true, "\\u00e9"]}', { a: [null, true, 'é'] }],
  ['a block scalar', 'a: |\n  one\n  two\n', { a: 'one\ntwo\n' }],
] as const) {
  test(`parseSource() reads ${title}`, (t) => {
    t.deepEqual(plain(parseSource(new Source('f.yml', text))), value as unknown)
  })
}

test('nodeAt() follows a path as far as it exists', (t) => {
  const source = new Source('f.yml', 'plays:\n  - hosts: web\n    roles: [nginx]\n')
  const tree = parseSource(source)
  const at = (...path: PropertyKey[]) => {
    const { line, column } = source.location(nodeAt(tree, path).place.offset)
    return `${line}:${column}`
  }
  t.is(at('plays', 0, 'roles', 0), '3:13')
  t.is(at('plays', 0, 'hosts', 'further'), '2:12')
  t.is(at('plays', 7), '2:3')
})

test('nodeAt() returns the place of the alias for an aliased value', (t) => {
  const tree = parseSource(new Source('f.yml', 'a: &x [1]\nb: *x\n'))
  t.is(nodeAt(tree, ['b']).place.offset, 13)
})

test('parseSource() reports all errors at once', (t) => {
  const thrown = t.throws(() => parseSource(new Source('f.yml', 'a: 0800\nb: 0644\nc: .nan\n')))
  t.is((thrown as AggregateError).errors.length, 3)
})
