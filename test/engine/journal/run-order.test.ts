import { readFile, rm } from 'node:fs/promises'
import test from 'ava'
import { inOrder } from '../../../engine/journal/run-order.ts'
import type { RunRecord } from '../../../engine/journal/run-record.ts'
import { apply } from '../../../engine/run/apply.ts'
import { history } from '../../../engine/run/history.ts'
import { rollback } from '../../../engine/run/rollback.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

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

const content = (text: string) => (host: LocalHost) => [ours(host.path('a.conf'), text)]

test('rollback() and pruning go by the number of the host, not by the clocks of controllers', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const settings = { keepRuns: 2 }
    const applyAt = async (time: string, text: string) => {
      const { run = '' } = await atTime(time, () =>
        apply(assign([web1], content(text)), controller, { consent, settings }),
      )
      return run
    }
    const first = await applyAt('2026-11-21T15:00:00Z', 'one')
    const second = await applyAt('2026-11-21T10:00:00Z', 'two')
    const third = await applyAt('2026-11-21T10:01:00Z', 'three')
    t.true(first > third && third > second)
    const kept = await history([web1.target], controller)
    t.deepEqual(
      kept.map(({ run, hosts }) => [run, hosts[0]?.number]),
      [
        [third, 3],
        [second, 2],
      ],
    )
    t.is((await rollback([web1.target], undefined, controller, { consent })).outcome, 'committed')
    t.is(await readFile(web1.path('a.conf'), 'utf8'), 'two')
  })
})

test('a host goes on counting after its counter is lost', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    await apply(assign([web1], content('one')), controller, { consent })
    await rm(`${web1.home}/number`)
    await apply(assign([web1], content('two')), controller, { consent })
    const records = await history([web1.target], controller)
    t.deepEqual(
      records.map(({ hosts }) => hosts[0]?.number),
      [2, 1],
    )
    t.is(await readFile(`${web1.home}/number`, 'utf8'), '2\n')
  })
})

/** Runs `body` on a controller whose clock is wrong. */
async function atTime<Result>(time: string, body: () => Promise<Result>): Promise<Result> {
  const { Date: now } = globalThis
  globalThis.Date = class extends now {
    constructor(value?: string | number) {
      super(value ?? time)
    }
  } as DateConstructor
  try {
    return await body()
  } finally {
    globalThis.Date = now
  }
}
