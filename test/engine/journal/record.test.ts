import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { managedSchema } from '../../../engine/journal/managed.ts'
import { JOURNAL_FORMAT, readRecord, writeRecord } from '../../../engine/journal/record.ts'
import { restore } from '../../../engine/resources/registry.ts'

const managed = { playbook: 'Web', members: ['web1'], entries: [] }
const read = (content: string) => readRecord(content, managedSchema, '"managed"', 'web1')

test('writeRecord() writes the format, which readRecord() accepts, as it does a record without one', (t) => {
  t.like(JSON.parse(writeRecord({ ...managed, format: 'evenkeel-journal/1' })), { format: JOURNAL_FORMAT })
  t.like(read(writeRecord(managed)), managed)
  t.deepEqual(read(JSON.stringify(managed)), managed)
})

for (const [what, content, why] of [
  [
    'a newer format',
    JSON.stringify({ ...managed, format: 'evenkeel-journal/3' }),
    /its format is "evenkeel-journal\/3", and this version reads up to evenkeel-journal\/2/,
  ],
  [
    'a newer format in the header of a run',
    JSON.stringify({ header: { format: 'evenkeel-journal/99' } }),
    /its format is "evenkeel-journal\/99"/,
  ],
  ['a format that is none', JSON.stringify({ ...managed, format: 7 }), /its format is 7/],
  ['a field of another type', JSON.stringify({ ...managed, entries: [{ kind: 7 }] }), /: entries\[0\]\.kind: /],
  ['a missing field', JSON.stringify({ playbook: 'Web', entries: [] }), /: members: /],
  ['a torn record', '{"playbook":"We', /it is no JSON/],
] as const)
  test(`readRecord() refuses ${what}, and says what it is`, (t) => {
    const error = t.throws(() => read(content), { instanceOf: EvenkeelError })
    t.is(error.code, 'unsupported')
    t.regex(error.message, /^Cannot read the record "managed" in \/var\/lib\/evenkeel on web1: /)
    t.regex(error.message, why)
    t.regex(error.hint ?? '', /evenkeel wrote it|edited it/)
  })

for (const [kind, spec] of [
  ['service', { name: 'nginx' }],
  ['file', { path: '/etc/x' }],
  ['package', {}],
  ['user', { name: 'anna' }],
] as const)
  test(`restore() of a ${kind} whose spec is of another version is refused in words, at once or when it is used`, (t) => {
    const use = () => {
      const resource = restore(kind, spec)
      resource.backup({ sha256: 'x' })
      resource.converge(null, { sha256: 'x', mode: '0644', owner: 'root', group: 'root', size: 1 })
      resource.stateLines({}, undefined)
    }
    try {
      use()
      t.pass()
    } catch (error) {
      t.true(error instanceof EvenkeelError, String(error))
      if (!(error instanceof EvenkeelError)) return
      t.is(error.code, 'unsupported')
      t.regex(error.message, new RegExp(`^Cannot use the description of ${kind} `))
    }
  })
