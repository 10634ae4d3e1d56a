import test from 'ava'
import { hiddenSpans } from '../../engine/errors/hidden-values.ts'
import { parseSource } from '../../engine/errors/parse-yaml.ts'
import { errorAt, errorsOf, Source } from '../../engine/errors/source.ts'
import { replaced } from '../../engine/secrets/masked.ts'
import { Secret } from '../../engine/secrets.ts'

/** The text as excerpts show its lines. */
function shown(text: string): string {
  const lines = text.split('\n')
  const line = (number: number) => lines[number - 1] ?? ''
  return lines.map((one, index) => replaced(one, hiddenSpans(line, index + 1))).join('\n')
}

const cases: readonly (readonly [what: string, text: string, shown: string])[] = [
  ['a plain value', 'auth_pass: hunter2 # no\nvip: 10.0.0.1', 'auth_pass: ***\nvip: 10.0.0.1'],
  ['a value in quotes, followed by something', '  password: "a: b" c', '  password: ***'],
  ['a value whose quote is not closed', "db-password: 'hunter", 'db-password: ***'],
  ['a value in a flow map', '{ user: a, apiToken: "x, }y", port: 1 }', '{ user: a, apiToken: ***, port: 1 }'],
  ['JSON on one line', '{"h":{"ansible_password":"hunter2","x":1}}', '{"h":{"ansible_password":***,"x":1}}'],
  ['a list of secrets', 'tokens: [one, two]', 'tokens: ***'],
  ['lines of a block', 'private_key: |\n  -----BEGIN\n\n  MIIE\nname: x', 'private_key: ***\n  ***\n\n  ***\nname: x'],
  ['a value on several lines', 'a:\n  secret: "hun\n    ter2"\n  b: c', 'a:\n  secret: ***\n    ***\n  b: c'],
  [
    'items of a list in the column of their key',
    'passwords:\n- one\n- two\nhosts:\n- web1',
    'passwords:\n***\n***\nhosts:\n- web1',
  ],
  ['keys beside a secret in an item', '- password: x\n  name: y\n- name: z', '- password: ***\n  name: y\n- name: z'],
  ['a map of secrets', 'secrets:\n  db:\n    main: hunter2\nx: y', 'secrets:\n  ***\n    ***\nx: y'],
  ['a variable of a shell', 'export API_TOKEN=hunter2', 'export API_TOKEN=***'],
  [
    'names that are innocent',
    'proxy_pass: http://x\nmonkey: 1\nkey_file: /a\ncompass: n',
    'proxy_pass: http://x\nmonkey: 1\nkey_file: /a\ncompass: n',
  ],
]

for (const [what, text, expected] of cases)
  test(`hiddenSpans() hides ${what}`, (t) => {
    t.is(shown(text), expected)
  })

test('errorAt() shows no secret on the line before, and keeps the caret under its column', (t) => {
  const source = new Source('f.yml', '- auth_pass: hunter2\n  vip: 10.0.0.1\n')
  t.is(errorAt({ source, offset: 23 }, 'no').excerpt, '1 | - auth_pass: ***\n2 |   vip: 10.0.0.1\n  |   ^')
  const inline = new Source('f.yml', '{ auth_pass: a-long-password, vip: 1 }')
  t.is(errorAt({ source: inline, offset: 30 }, 'no').excerpt, '1 | { auth_pass: ***, vip: 1 }\n  |                   ^')
})

test('errorAt() masks a known secret under any name', (t) => {
  new Secret('r4nd0m-value', 'test')
  const source = new Source('f.yml', `x: ${'y'.repeat(110)}r4nd0m-value\nz: 1`)
  t.notRegex(errorAt({ source, offset: source.text.length - 1 }, 'no').excerpt ?? '', /r4nd/)
})

test('parseSource() repeats no secret in an error of syntax', (t) => {
  for (const text of [
    'a:\n  auth_pass: hunter2: x\n',
    'auth_pass: "hunter2\nvip: 1\n',
    'auth_pass: | hunter2\n',
    'auth_pass: @hunter2\n',
    'auth_pass: "hunter2" hunter2\n',
    'auth_pass: "\\hunter2"\n',
    'auth_pass: hunter2\n vip: 1\n',
    'auth_pass: 0777123\n',
    'auth_pass: 9007199254740993777123\n',
    'auth_pass: *hunter2\n',
    'auth_pass: !hunter2 x\n',
    'auth_pass: [hunter2\nvip: 1\n',
  ]) {
    const errors = errorsOf(t.throws(() => parseSource(new Source('f.yml', text))))
    for (const { message, excerpt, hint } of errors) {
      t.notRegex(JSON.stringify([message, excerpt, hint]), /hunter|777123/, text)
      t.notRegex(message, /^\W*$/)
    }
  }
})
