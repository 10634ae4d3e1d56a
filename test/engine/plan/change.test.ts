import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { changesFor } from '../../../engine/plan/change.ts'
import type { Want } from '../../../engine/plan/want.ts'
import type { Json, Reading } from '../../../engine/resources/resource.ts'
import { hostReading, thing } from '../../support/resources.ts'

const want = (name: string, to: Json, reason: Want['reason'] = 'described', readableAfter?: string): Want => ({
  resource: thing(name, to, readableAfter === undefined ? {} : { readableAfter }),
  to,
  reason,
  recorded: undefined,
  nextRecord: undefined,
})

const cases: readonly [string, Want, Reading<Json>, string | undefined][] = [
  ['no change of what is as wanted', want('a', 'x'), { state: 'x' }, undefined],
  ['no change of what is absent as wanted', want('a', null), { state: null }, undefined],
  ['+ of what is absent', want('a', 'x'), { state: null }, '+'],
  ['~ of what differs', want('a', 'x'), { state: 'y' }, '~'],
  ['- of what is wanted absent', want('a', null), { state: 'y' }, '-'],
  [
    '- of what is no longer described, even if an older state is restored',
    want('a', 'x', 'forgotten'),
    { state: 'y' },
    '-',
  ],
  ['~ of what a rollback restores', want('a', 'x', 'rollback'), { state: 'y' }, '~'],
  ['? of what is not readable yet', want('a', 'x'), { notYet: 'later' }, '?'],
  ['? of what cannot be read yet and is wanted absent', want('a', null), { notYet: 'later' }, '?'],
]

for (const [title, one, reading, action] of cases)
  test(`changesFor() returns ${title}`, (t) => {
    const changes = changesFor([one], hostReading({ 'thing:a': reading }))
    t.deepEqual(
      changes.map((change) => change.action),
      action === undefined ? [] : [action],
    )
  })

test('changesFor() returns ? for what an absent resource brings along', (t) => {
  const wants = [want('package', 'installed'), want('default', null, 'described', 'thing:package')]
  const absent = { 'thing:default': { state: null } }
  const before = changesFor(wants, hostReading({ 'thing:package': { state: null }, ...absent }))
  t.deepEqual(
    before.map(({ action }) => action),
    ['+', '?'],
  )
  t.regex(before[1]?.notYet ?? '', /known once thing package is there/)
  t.deepEqual(changesFor(wants, hostReading({ 'thing:package': { state: 'installed' }, ...absent })), [])
})

test('changesFor() throws a bug for a resource without a reading', (t) => {
  t.is(t.throws(() => changesFor([want('a', 'x')], hostReading({})), { instanceOf: EvenkeelError })?.code, 'bug')
})
