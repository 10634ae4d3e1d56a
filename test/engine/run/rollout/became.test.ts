import { readdir, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { RunEvent } from '../../../../engine/events.ts'
import { apply } from '../../../../engine/run/apply.ts'
import { assign, controllerOf, ours, withHosts } from '../../../support/scene.ts'

test('apply() succeeds and leaves nothing behind if somebody else makes its change during consent', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const events: RunEvent[] = []
    const assignment = assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')])
    const consent = () => writeFile(web1.path('a.conf'), 'one\n', { mode: 0o644 })
    const report = await apply(assignment, controllerOf([web1], events), { consent })
    t.is(report.outcome, 'nothing')
    t.is(report.run, undefined)
    t.like(events.at(-1), { type: 'run-ended', outcome: 'committed' })
    t.deepEqual(await readdir(web1.home), [])
  })
})
