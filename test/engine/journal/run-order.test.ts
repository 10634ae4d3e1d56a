import test from 'ava'
import { inOrder } from '../../../engine/journal/run-order.ts'
import type { RunRecord } from '../../../engine/journal/run-record.ts'

/** A record of a run on these hosts, by their number of it. */
const record = (run: string, numbers: Readonly<Record<string, number>>): RunRecord => ({
  run,
  command: 'apply',
  playbook: 'Test',
  operator: 'ann@desk',
  started: run,
  hosts: Object.entries(numbers).map(([host, number]) => ({ host, outcome: 'committed', changes: 1, number })),
})

for (const { what, records, order } of [
  {
    what: 'by the number of their host',
    records: [record('15:00', { a: 1 }), record('10:00', { a: 2 })],
    order: ['15:00', '10:00'],
  },
  {
    what: 'by the numbers of several hosts',
    records: [record('9', { a: 1 }), record('8', { a: 2, b: 7 }), record('1', { b: 8 })],
    order: ['9', '8', '1'],
  },
  { what: 'without a common host by time', records: [record('2', { a: 9 }), record('1', { b: 3 })], order: ['1', '2'] },
  {
    what: 'without a number first, by time',
    records: [record('7', { a: 1 }), record('9', { a: 0 }), record('8', { a: 0 })],
    order: ['8', '9', '7'],
  },
  {
    what: 'all of them, also where hosts contradict each other',
    records: [record('1', { a: 2, b: 1 }), record('2', { a: 1, b: 2 })],
    order: ['1', '2'],
  },
])
  test(`inOrder() sorts runs ${what}`, (t) => {
    for (const given of [records, records.toReversed()])
      t.deepEqual(
        inOrder(given).map(({ run }) => run),
        order,
      )
  })
