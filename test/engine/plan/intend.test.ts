import { readdir } from 'node:fs/promises'
import test from 'ava'
import type { Plan } from '../../../engine/plan/plan.ts'
import { apply, remove } from '../../../engine/run/apply.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

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
    t.regex(limited?.remarks.join() ?? '', /web2 .*nothing is removed there/)
    t.deepEqual(await readdir(web2.path('')), ['a.conf'])

    const without = { ...assign([web1], changed), inventory: [web1.target, web2.target] }
    t.is((await apply(without, controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web2.path('')), [])
    t.deepEqual(await readdir(web1.path('')), ['a.conf'])
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
