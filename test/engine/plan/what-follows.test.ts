import test from 'ava'
import type { PlannedChange, PlannedHost, PlannedPlay } from '../../../engine/plan/plan.ts'
import { noteWhatFollows } from '../../../engine/plan/what-follows.ts'

/** One change for each letter; a capital letter cannot be undone. */
function host(name: string, letters: string): PlannedHost {
  const changes = [...letters].map(
    (letter): PlannedChange => ({
      action: '+',
      id: `command:${letter}`,
      kind: 'command',
      name: letter,
      before: null,
      after: true,
      beforeLines: [],
      afterLines: [],
      notes: [],
      irreversible: letter === letter.toUpperCase() ? 'it has no undo' : undefined,
    }),
  )
  return { host: name, changes, unchanged: 0, triggers: [] }
}

const play = (...batches: readonly (readonly PlannedHost[])[]): PlannedPlay => ({
  name: 'Play',
  batches: batches.map((hosts) => ({ hosts })),
})

const notesOf = (plays: readonly PlannedPlay[]) =>
  noteWhatFollows(plays).flatMap(({ batches }) =>
    batches.flatMap(({ hosts }) =>
      hosts.flatMap(({ host, changes }) =>
        changes.flatMap(({ name, notes }) => notes.map((note) => `${host} ${name}: ${note}`)),
      ),
    ),
  )

test('noteWhatFollows() says nothing of what comes last, also beside other hosts', (t) => {
  t.deepEqual(notesOf([play([host('web1', 'abC'), host('web2', 'ab')])]), [])
  t.deepEqual(notesOf([play([host('web1', 'abCD')])]).length, 1)
})

test('noteWhatFollows() counts what comes after a change that cannot be undone', (t) => {
  t.deepEqual(
    notesOf([play([host('web1', 'Ab'), host('web2', 'ab')], [host('web3', 'a')]), play([host('web1', 'c')])]),
    [
      'web1 A: 5 changes come after it (2 on this host, 3 on others): if one fails, this one stays. Put it last if nothing needs it',
    ],
  )
  t.deepEqual(notesOf([play([host('web1', 'aB')], [host('web2', 'c')])]), [
    'web1 B: 1 change comes after it (1 on others): if one fails, this one stays. Put it last if nothing needs it',
  ])
})
