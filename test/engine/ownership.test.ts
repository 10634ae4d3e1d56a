import { readdir, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import type { EvenkeelError } from '../../engine/errors/error.ts'
import { makePlan } from '../../engine/plan/make.ts'
import type { Plan } from '../../engine/plan/plan.ts'
import { apply, remove } from '../../engine/run/apply.ts'
import { rollback } from '../../engine/run/rollback.ts'
import type { LocalHost } from '../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../support/scene.ts'

test('a resource of two playbooks stays until both have removed it', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await writeFile(web1.path('shared.conf'), 'found\n')
    const describe = (playbook: string) =>
      assign(
        [web1],
        (host: LocalHost) => [ours(host.path('shared.conf'), 'ours\n'), ours(host.path(`${playbook}.conf`), 'one\n')],
        { playbook },
      )
    for (const playbook of ['First', 'Second']) await apply(describe(playbook), controllerOf([web1]), { consent })
    t.is((await remove(describe('First'), controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual((await readdir(web1.path(''))).sort(), ['Second.conf', 'shared.conf'])
    t.is(await readFile(web1.path('shared.conf'), 'utf8'), 'ours\n')
    t.is((await remove(describe('Second'), controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['shared.conf'])
    t.is(await readFile(web1.path('shared.conf'), 'utf8'), 'found\n')
  })
})

test('apply() restores a resource that is no longer described to how it was found', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await writeFile(web1.path('b.conf'), 'found\n')
    const both = (host: LocalHost) => [ours(host.path('a.conf'), 'one\n'), ours(host.path('b.conf'), 'two\n')]
    await apply(assign([web1], both), controllerOf([web1]), { consent })
    await apply(
      assign([web1], (host) => [ours(host.path('b.conf'), 'three\n')]),
      controllerOf([web1]),
      { consent },
    )
    t.deepEqual(await readdir(web1.path('')), ['b.conf'])
    let seen: Plan | undefined
    await apply(
      assign([web1], () => []),
      controllerOf([web1]),
      {
        consent: async (plan) => {
          seen = plan
        },
      },
    )
    t.is(seen?.plays[0]?.batches[0]?.hosts[0]?.changes[0]?.action, '-')
    t.is(await readFile(web1.path('b.conf'), 'utf8'), 'found\n')
  })
})

test('apply() removes an exclusive resource before the one that replaces it, and rollback() the other way round', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const validate = `test "$(cat ${web1.path('')}/*.conf | grep -c default)" -le 1`
    const only = (name: string) =>
      assign([web1], (host) => [ours(host.path(`${name}.conf`), 'default\n', { validate }, { exclusive: true })])
    const run = (name: string) => apply(only(name), controllerOf([web1]), { consent })
    t.is((await run('a')).outcome, 'committed')
    t.is((await run('b')).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['b.conf'])
    t.is((await rollback([web1.target], undefined, controllerOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['a.conf'])
    t.is((await run('b')).outcome, 'committed', 'it is still recorded after a rollback')
  })
})

test('remove() after three applies has the same result as three rollbacks', async (t) => {
  await withHosts(['one', 'two'], async (one, two) => {
    for (const host of [one, two]) {
      await writeFile(host.path('b.conf'), 'found\n')
      const versions = [
        [ours(host.path('a.conf'), 'one\n')],
        [ours(host.path('a.conf'), 'two\n'), ours(host.path('b.conf'), 'two\n')],
        [ours(host.path('b.conf'), 'three\n'), ours(host.path('c.conf'), 'three\n')],
      ]
      for (const resources of versions) {
        const report = await apply(
          assign([host], () => resources),
          controllerOf([host]),
          { consent },
        )
        t.is(report.outcome, 'committed')
      }
    }
    t.is(
      (
        await remove(
          assign([one], () => []),
          controllerOf([one]),
          { consent },
        )
      ).outcome,
      'committed',
    )
    for (let count = 0; count < 3; count += 1) {
      const report = await rollback([two.target], undefined, controllerOf([two]), { consent })
      t.is(report.outcome, 'committed')
    }
    for (const host of [one, two]) {
      t.deepEqual(await readdir(host.path('')), ['b.conf'])
      t.is(await readFile(host.path('b.conf'), 'utf8'), 'found\n')
    }
    const error = await t.throwsAsync(rollback([two.target], undefined, controllerOf([two]), { consent }))
    t.is((error as EvenkeelError).code, 'usage')
  })
})

test('two playbooks that describe one resource differently are refused, both named', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await apply(
      assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')], { playbook: 'First' }),
      controllerOf([web1]),
      {
        consent,
      },
    )
    const error = await t.throwsAsync(
      makePlan(
        assign([web1], (host) => [ours(host.path('a.conf'), 'two\n')], { playbook: 'Second' }),
        controllerOf([web1]),
      ),
    )
    t.is((error as EvenkeelError).code, 'conflict')
    t.regex(error?.message ?? '', /First/)
  })
})
