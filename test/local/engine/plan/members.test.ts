import { readdir } from 'node:fs/promises'
import test from 'ava'
import type { Assignment } from '../../../../engine/description.ts'
import { makePlan } from '../../../../engine/plan/make.ts'
import { type Plan, plannedHosts } from '../../../../engine/plan/plan.ts'
import { apply, remove } from '../../../../engine/run/apply.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import { verify } from '../../../../engine/run/verify.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

/** The playbook describes the first hosts, and `--limit` leaves some of all hosts of the inventory. */
function described(
  hosts: readonly LocalHost[],
  { inventory = hosts, within = inventory }: { inventory?: readonly LocalHost[]; within?: readonly LocalHost[] } = {},
): Assignment {
  const limited = hosts.filter((host) => within.includes(host))
  const assignment = assign(limited, (host) => [ours(host.path('a.conf'), 'one\n')])
  const plays = (facts: Parameters<Assignment['describe']>[0]) =>
    limited.length === 0 ? { plays: [], findings: [] } : assignment.describe(facts)
  return {
    ...assignment,
    described: hosts.map(({ name }) => name),
    inventory: within.map((host) => host.target),
    describe: plays,
  }
}

const filesOf = (...hosts: readonly LocalHost[]) =>
  Promise.all(hosts.map(async (host) => (await readdir(host.path(''))).length))

const membersIn = (plan: Plan) => plannedHosts(plan).map(({ host, joined = [], left = [] }) => [host, joined, left])

test('a host that joins alone is found when it leaves, once the others have recorded it', async (t) => {
  await withHosts(['web1', 'web2', 'web3'], async (...all) => {
    const [web1, web2, web3] = all as [LocalHost, LocalHost, LocalHost]
    const controller = controllerOf(all)
    const run = (assignment: Assignment) => apply(assignment, controller, { consent })
    await run(described([web1, web2], { inventory: all }))
    const alone = described(all, { within: [web3] })
    t.regex((await makePlan(alone, controller)).remarks.join('\n'), /Only web3 will record that it is a host/)
    await run(alone)
    const { outcome, plan } = await run(described(all))
    t.is(outcome, 'committed')
    t.deepEqual(membersIn(plan), [
      ['web1', ['web3'], []],
      ['web2', ['web3'], []],
      ['web3', [], []],
    ])
    t.is((await run(described(all))).outcome, 'nothing')
    t.deepEqual(await filesOf(...all), [1, 1, 1])
    const without = described([web1, web2], { inventory: all })
    t.is((await run(without)).outcome, 'committed')
    t.deepEqual(await filesOf(...all), [1, 1, 0])
    t.is((await run(without)).outcome, 'nothing', 'the others have recorded that it left')
    t.is(
      (
        await rollback(
          all.map(({ target }) => target),
          undefined,
          controller,
          { consent },
        )
      ).outcome,
      'committed',
    )
    t.deepEqual(await filesOf(...all), [1, 1, 1])
    await run(without)
    t.deepEqual(await filesOf(...all), [1, 1, 0], 'it is recorded again after a rollback')
  })
})

test('hosts that are replaced by one that joined alone go back', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const controller = controllerOf([web1, web2])
    await apply(described([web1], { inventory: [web1, web2] }), controller, { consent })
    await apply(described([web1, web2], { within: [web2] }), controller, { consent })
    await apply(described([web2], { inventory: [web1, web2] }), controller, { consent })
    t.deepEqual(await filesOf(web1, web2), [0, 1])
  })
})

test('a host that left before others recorded it goes back when --limit names it', async (t) => {
  await withHosts(['web1', 'web2', 'web3'], async (web1, web2, web3) => {
    const all = [web1, web2, web3]
    const controller = controllerOf(all)
    await apply(described([web1, web2], { within: [web2] }), controller, { consent })
    const left = (within: readonly LocalHost[]) => described([web1], { inventory: all, within })
    t.is((await remove(left([web2]), controller, { consent })).outcome, 'committed')
    t.deepEqual(await filesOf(web2), [0])
    for (const command of [
      () => makePlan(left([web3]), controller),
      () => remove(left([web3]), controller, { consent }),
      () => verify(left([web3]), controller),
    ])
      await t.throwsAsync(command, { code: 'usage', message: 'The playbook "Test" does not describe web3' })
  })
})

test('a host that left the inventory is named in each plan', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const controller = controllerOf([web1, web2])
    await apply(described([web1, web2], { within: [web2] }), controller, { consent })
    await apply(described([web1, web2]), controller, { consent })
    const gone = described([web1])
    for (const _ of [1, 2]) {
      const report = await apply(gone, controller, { consent })
      t.is(report.outcome, 'nothing')
      t.regex(report.plan.remarks.join('\n'), /Left out of this command: web2/)
    }
  })
})

test('a host that cannot go back with --keep-on-failure stays recorded', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const controller = controllerOf([web1, web2])
    await apply(described([web1, web2]), controller, { consent })
    const settings = { keepOnFailure: true }
    const without = described([web1], { inventory: [web1, web2] })
    await web2.pretend('rm', 'case $* in *a.conf*) exit 1 ;; *) exec /bin/rm "$@" ;; esac')
    await web2.pretend('mv', 'case $* in *a.conf*) exit 1 ;; *) exec /bin/mv "$@" ;; esac')
    t.not((await apply(without, controller, { consent, settings })).outcome, 'committed')
    t.deepEqual(await filesOf(web2), [1])
    for (const tool of ['rm', 'mv']) await web2.pretend(tool, `exec /bin/${tool} "$@"`)
    await apply(without, controller, { consent })
    t.deepEqual(await filesOf(web2), [0])
  })
})
