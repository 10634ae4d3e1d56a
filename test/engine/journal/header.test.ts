import test from 'ava'
import { newRunId, RUN_ID, runHeaderSchema } from '../../../engine/journal/header.ts'

const header = {
  run: '20261121-103102-k3f9',
  command: 'rollback',
  playbook: 'Web',
  operator: 'ann@desk',
  started: '2026-11-21T10:31:02.000Z',
  batches: [['web1']],
}

test('newRunId() returns an id in the form of one', (t) => {
  for (let count = 0; count < 1000; count++) t.regex(newRunId(), RUN_ID)
})

for (const key of ['run', 'rollbackOf'])
  test(`runHeaderSchema refuses a header whose ${key} would become a part of a command to paste`, (t) => {
    t.true(runHeaderSchema.safeParse({ ...header, [key]: header.run }).success)
    for (const written of [`${header.run}; reboot`, `${header.run}\n`, '../../tmp', ''])
      t.false(runHeaderSchema.safeParse({ ...header, [key]: written }).success, written)
  })
