import test from 'ava'
import { z } from 'zod'
import { plain } from '../../engine/errors/document.ts'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { checkedValue } from '../../engine/errors/issues.ts'
import { refusingLegacyKeys } from '../../engine/errors/legacy-keys.ts'
import { parseSource } from '../../engine/errors/parse-yaml.ts'
import { Source } from '../../engine/errors/source.ts'

const CHECK = z.union([
  z.strictObject({ http: z.string() }),
  refusingLegacyKeys(z.strictObject({ tcp: z.int() }), { TCP_CHECK: 'write tcp' }),
])

const SHAPE = z.strictObject({
  name: z.string(),
  port: z.int().min(1).optional(),
  mode: z.enum(['dr', 'nat', 'tun']).default('dr'),
  check: CHECK.optional(),
  on: z.union([z.string(), z.int()]).optional(),
  servers: z.array(z.strictObject({ weight: z.int() })).optional(),
  every: z
    .string({ error: ({ input }) => (typeof input === 'number' ? `must have a unit: ${input}s` : undefined) })
    .optional(),
  by_name: z.record(z.string(), z.strictObject({ weight: z.int() })).optional(),
  later: z
    .strictObject({ at: z.string() })
    .transform((value) => value.at)
    .optional(),
})

const SCHEMA = refusingLegacyKeys(SHAPE, { lb_kind: 'write mode' })

for (const [text, place, message, hint] of [
  ['{ nmae: x, name: y }', '1:3', 'role r: the key "nmae" is not known here', 'Did you mean "name"?'],
  ['{ port: 80 }', '1:1', 'role r: name is missing', undefined],
  ['{ name: 0x10 }', '1:9', 'role r: name must be text: it is the number 16', 'If text is meant, quote it: "0x10".'],
  ['{ name: a, port: "80" }', '1:18', 'role r: port must be a number: it is "80"', 'Write the number without quotes.'],
  ['{ name: a, port: 0 }', '1:18', 'role r: port must be at least 1: it is the number 0', undefined],
  ['{ name: a, mode: drr }', '1:18', 'role r: mode must be dr or nat or tun: it is "drr"', 'Did you mean "dr"?'],
  [
    '{ name: a, check: { htpp: / } }',
    '1:21',
    'role r: check: the key "htpp" is not known here',
    'Did you mean "http"?',
  ],
  ['{ name: a, check: { TCP_CHECK: 1 } }', '1:21', 'role r: check: TCP_CHECK: write tcp', undefined],
  ['{ name: a, lb_kind: DR }', '1:12', 'role r: lb_kind: write mode', undefined],
  ['{ name: a, check: { htpp: / } }', '1:19', 'role r: check.http is missing', undefined],
  [
    '{ name: a, check: { tcp: x } }',
    '1:26',
    'role r: check.tcp must be a number: it is "x"',
    'Write the number without quotes.',
  ],
  ['{ name: a, every: 5 }', '1:19', 'role r: every must have a unit: 5s', undefined],
  ['{ name: a, every: [] }', '1:19', 'role r: every must be text: it is a list', undefined],
  ['{ name: a, on: [1] }', '1:16', 'role r: on must be text or a number', undefined],
  [
    '{ name: a, servers: [{ wieght: 1, weight: 2 }] }',
    '1:24',
    'role r: servers[0]: the key "wieght" is not known here',
    'Did you mean "weight"?',
  ],
  ['{ name: a, servers: {} }', '1:21', 'role r: servers must be a list: it is a map', undefined],
  [
    '{ name: a, by_name: { x: { weigt: 1, weight: 2 } } }',
    '1:28',
    'role r: by_name.x: the key "weigt" is not known here',
    'Did you mean "weight"?',
  ],
  [
    '{ name: a, later: { att: b, at: c } }',
    '1:21',
    'role r: later: the key "att" is not known here',
    'Did you mean "at"?',
  ],
] as const) {
  test(`checkedValue() reports for ${text}: ${message}`, (t) => {
    const source = new Source('f.yml', text)
    const located = parseSource(source)
    const problems: EvenkeelError[] = []
    checkedValue(SCHEMA, { located, value: plain(located), title: 'role r' }, problems)
    const found = problems.map((error) => [`${error.where?.line}:${error.where?.column}`, error.message, error.hint])
    t.deepEqual(
      found.find(([, actual]) => actual === message),
      [place, message, hint],
      JSON.stringify(found),
    )
  })
}

test('checkedValue() finds keys that a schema would drop', (t) => {
  const located = parseSource(new Source('f.yml', '{ prot: 1 }'))
  const problems: EvenkeelError[] = []
  const result = checkedValue(
    z.object({ port: z.int().optional() }),
    { located, value: plain(located), title: '' },
    problems,
  )
  t.is(result, undefined)
  t.is(problems[0]?.hint, 'Did you mean "port"?')
})

const SECRETS = z.strictObject({
  auth_pass: z
    .string({ error: ({ input }) => (input === 'x' ? undefined : `must be text, and not ${input}`) })
    .max(8)
    .optional(),
  token: z.string().optional(),
  level: z.string().optional(),
})

for (const [text, value] of [
  ['auth_pass: 80808080', { auth_pass: 80808080 }],
  ['auth_pass: hunter2hunter2', { auth_pass: 'hunter2hunter2' }],
  ['{ level: a, token: 80808080 }', { level: 'a', token: 80808080 }],
  ['level: ${db_password}', { level: 80808080 }],
] as const)
  test(`issueErrors() does not repeat a value that a name shows to be a secret: ${text}`, (t) => {
    const located = parseSource(new Source('site.yml', text))
    const problems: EvenkeelError[] = []
    t.is(checkedValue(SECRETS, { located, value, title: 'role r' }, problems), undefined)
    t.is(problems.length, 1)
    const [error] = problems
    t.regex(error?.message ?? '', /^role r: \w+ (must|: )/)
    t.notRegex(JSON.stringify([error?.message, error?.hint, error?.excerpt]), /808|hunter/)
  })
