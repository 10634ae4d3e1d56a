import { readdir } from 'node:fs/promises'
import test from 'ava'
import { type Plan, plannedHosts } from '../../../../engine/plan/plan.ts'
import { apply, remove } from '../../../../engine/run/apply.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const one = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n')]

test('apply() restores a host that has left the playbook, unless --limit or the inventory leaves it out', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const controller = controllerOf([web1, web2])
    await apply(assign([web1, web2], one), controller, { consent })

    const changed = (host: LocalHost) => [ours(host.path('a.conf'), 'two\n')]
    let limited: Plan | undefined
    await apply(assign([web1], changed), controller, {
      consent: async (plan) => {
        limited = plan
      },
    })
    t.regex(limited?.remarks.join() ?? '', /^Left out of this command: web2, .*Nothing changes there\./)
    t.deepEqual(await readdir(web2.path('')), ['a.conf'])

    const without = { ...assign([web1], changed), inventory: [web1.target, web2.target] }
    t.is((await apply(without, controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web2.path('')), [])
    t.deepEqual(await readdir(web1.path('')), ['a.conf'])
  })
})

test('apply(), remove() and rollback() name all hosts that --limit leaves out in one remark', async (t) => {
  await withHosts(['lb1', 'web1', 'web2', 'web3'], async (...hosts) => {
    const [lb1] = hosts
    if (lb1 === undefined) return t.fail()
    const controller = controllerOf(hosts)
    const { run } = await apply(assign(hosts, one), controller, { consent })
    const limited = assign([lb1], (host) => [...one(host), ours(host.path('b.conf'), 'two\n')])
    const seen: (readonly string[])[] = []
    const noting = {
      consent: async ({ remarks }: Plan) => {
        seen.push(remarks.filter((remark) => remark.startsWith('Left out')))
        throw new Error('declined')
      },
    }
    await t.throwsAsync(apply(limited, controller, noting))
    await t.throwsAsync(remove(limited, controller, noting))
    await t.throwsAsync(rollback([lb1.target], run, controller, noting))
    const managed =
      'Left out of this command: web[1-3], 3 hosts, which this playbook manages, too. Nothing changes there.'
    t.deepEqual(seen, [
      [managed],
      [managed],
      [`Left out of this command: web[1-3], 3 hosts. What ${run} did there stays.`],
    ])
  })
})

test('remove() says once that everything goes back, and not that it is no longer described', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await apply(assign([web1], one), controllerOf([web1]), { consent })
    const { plan } = await remove(assign([web1], one), controllerOf([web1]), { consent })
    t.deepEqual(
      plan.plays.map(({ name }) => name),
      ['Everything goes back to how it was found'],
    )
    const changes = plannedHosts(plan).flatMap((host) => host.changes)
    t.deepEqual(
      changes.map(({ action, notes }) => [action, notes]),
      [['-', []]],
    )
  })
})

test('remove() leaves out a host that is no longer in the inventory, with a remark', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    await apply(assign([web1, web2], one), controllerOf([web1, web2]), { consent })
    const report = await remove(assign([web1], one), controllerOf([web1]), { consent })
    t.is(report.outcome, 'committed')
    t.regex(report.plan.remarks.join(), /web2/)
    t.deepEqual(await readdir(web1.path('')), [])
    t.deepEqual(await readdir(web2.path('')), ['a.conf'])
  })
})

test('apply() converges both plays of a host, and restores what is no longer described once', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const inTwo = (first: string, second: string) => {
      const assignment = assign([web1], one)
      const play = (name: string, file: string) => ({
        name,
        batchSize: 1,
        hosts: [{ host: 'web1', resources: [ours(web1.path(file), name)] }],
        checks: () => [],
      })
      return {
        ...assignment,
        describe: () => ({ findings: [], plays: [play('First', first), play('Second', second)] }),
      }
    }
    t.is((await apply(inTwo('a', 'b'), controller, { consent })).outcome, 'committed')
    t.deepEqual((await readdir(web1.path(''))).sort(), ['a', 'b'])
    t.is((await apply(inTwo('c', 'b'), controller, { consent })).outcome, 'committed')
    t.deepEqual((await readdir(web1.path(''))).sort(), ['b', 'c'])
    t.is((await apply(inTwo('c', 'b'), controller, { consent })).outcome, 'nothing')
  })
})
