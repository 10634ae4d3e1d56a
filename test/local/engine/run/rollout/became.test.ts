import { readdir, rm, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { RunEvent } from '../../../../../engine/events.ts'
import { apply, remove } from '../../../../../engine/run/apply.ts'
import type { LocalHost } from '../../../../support/local-host.ts'
import { assign, controllerOf, ours, withHosts } from '../../../../support/scene.ts'

const described = (web1: LocalHost) => assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')])
const somebodyWrites = (web1: LocalHost) => () => writeFile(web1.path('a.conf'), 'one\n', { mode: 0o644 })
const consent = async () => {}

test('apply() only records what somebody else has made during consent, and remove() leaves it', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const report = await apply(described(web1), controller, { consent: somebodyWrites(web1) })
    t.is(report.outcome, 'committed')
    t.deepEqual(
      report.hosts.map(({ outcome, changes }) => [outcome, changes]),
      [['committed', 0]],
    )
    t.is((await apply(described(web1), controller, { consent })).outcome, 'nothing')
    t.is((await remove(described(web1), controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['a.conf'])
  })
})

test('apply() succeeds without a run if somebody else has put back what was recorded during consent', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await apply(described(web1), controllerOf([web1]), { consent })
    await rm(web1.path('a.conf'))
    const events: RunEvent[] = []
    const report = await apply(described(web1), controllerOf([web1], events), { consent: somebodyWrites(web1) })
    t.is(report.outcome, 'nothing')
    t.is(report.run, undefined)
    t.like(events.at(-1), { type: 'run-ended', outcome: 'committed' })
    t.is((await readdir(`${web1.home}/runs`)).length, 1)
    t.false((await readdir(web1.home)).includes('lock'))
  })
})
