import { readFile, rm } from 'node:fs/promises'
import test from 'ava'
import { apply } from '../../../../engine/run/apply.ts'
import { history } from '../../../../engine/run/history.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const content = (text: string) => (host: LocalHost) => [ours(host.path('a.conf'), text)]

test.serial('rollback() and pruning go by the number of the host, not by the clocks of controllers', async (t) => {
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

test.serial('a host goes on counting after its counter is lost', async (t) => {
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

/** Runs `body` on a controller whose clock is wrong. Only for serial tests: all others of the process have it meanwhile. */
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
