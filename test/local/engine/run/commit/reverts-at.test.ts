import test from 'ava'
import type { Check } from '../../../../../engine/check.ts'
import { HostPool } from '../../../../../engine/host-pool.ts'
import { apply } from '../../../../../engine/run/apply.ts'
import { type Participant, revertInOrder } from '../../../../../engine/run/commit/participants.ts'
import { Follower } from '../../../../../engine/run/wire/follow.ts'
import { sh } from '../../../../../engine/shell.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../../support/scene.ts'

/** Seconds from now until a time. */
const until = (time: string | undefined) => (time === undefined ? undefined : (Date.parse(time) - Date.now()) / 1000)

test('revertInOrder() reports when a host that does not answer reverts by itself', async (t) => {
  const pool = new HostPool(controllerOf([]))
  const participant: Participant = { host: 'web1', run: 'x', follower: new Follower('web1', new Map(), () => {}) }
  const [report] = await revertInOrder(
    pool,
    [[participant]],
    () => true,
    () => 42_000,
  )
  t.is(report?.outcome, 'unknown')
  const seconds = until(report?.revertsAt) ?? 0
  t.true(seconds > 30 && seconds <= 43, String(seconds))
})

test('apply() reports when prepared hosts revert by themselves if the coordinator does not answer', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const breakCommit: Check = {
      title: 'works',
      looks: [{ from: 'web1', run: sh`cd ${web1.home}/runs && cd * && echo exit 9 >start.sh` }],
      judge: () => ({ holds: true, saw: '' }),
    }
    const hosts = [web1, web2]
    const report = await apply(
      assign(hosts, (host) => [ours(host.path('a'), 'a')], { checks: [breakCommit] }),
      controllerOf(hosts),
      { consent, settings: { inDoubt: 300 } },
    )
    t.is(report.outcome, 'unknown')
    for (const { host, outcome, revertsAt, onward } of report.hosts) {
      t.is(outcome, 'unknown', host)
      const seconds = until(revertsAt) ?? 0
      t.true(seconds > 240 && seconds <= 301, String(seconds))
      t.deepEqual(onward, [`evenkeel resume ${report.run}`])
    }
  })
})
