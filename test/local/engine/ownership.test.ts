import { readdir, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { z } from 'zod'
import type { EvenkeelError } from '../../../engine/errors/error.ts'
import { managedFileName } from '../../../engine/journal/managed.ts'
import { makePlan } from '../../../engine/plan/make.ts'
import { type Plan, plannedHosts } from '../../../engine/plan/plan.ts'
import { command } from '../../../engine/resources/command.ts'
import { type ErasedType, resourceTypes } from '../../../engine/resources/registry.ts'
import { bind, type Resource, type ResourceType } from '../../../engine/resources/resource.ts'
import { apply, type RunOptions, remove } from '../../../engine/run/apply.ts'
import { history } from '../../../engine/run/history.ts'
import type { RunReport } from '../../../engine/run/report.ts'
import { rollback } from '../../../engine/run/rollback.ts'
import { sh } from '../../../engine/shell.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

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

/** The plan that was shown before the outcome. */
async function withPlan(run: (options: { consent: (plan: Plan) => Promise<void> }) => Promise<RunReport>) {
  let shown: Plan | undefined
  const report = await run({
    consent: async (plan) => {
      shown = plan
    },
  })
  return { report, plan: shown ?? report.plan, outcome: report.outcome }
}

const shared = (playbook: string) => (hosts: LocalHost) =>
  assign([hosts], (host) => [ours(host.path('shared.conf'), 'ours\n')], { playbook })

test('apply() records what it describes though it changes nothing, and only once', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [first, second] = [shared('First')(web1), shared('Second')(web1)]
    const controller = controllerOf([web1])
    await apply(first, controller, { consent })
    const { plan, outcome } = await withPlan((options) => apply(second, controller, options))
    t.is(outcome, 'committed')
    const [host] = plannedHosts(plan)
    t.deepEqual([host?.changes, host?.claims], [[], [`file:${web1.path('shared.conf')}`]])
    t.is((await apply(second, controller, { consent })).outcome, 'nothing')
    const removed = await withPlan((options) => remove(first, controller, options))
    t.is(removed.outcome, 'committed')
    t.regex(removed.plan.remarks.join('\n'), /shared\.conf stays on web1: the playbook "Second" describes it, too/)
    t.deepEqual(await readdir(web1.path('')), ['shared.conf'])
    t.is((await remove(first, controller, { consent })).outcome, 'nothing')
    t.is((await remove(second, controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('apply() records a new description of what already is so, and rollback() the one before', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const described = (undo: string, playbook = 'Test') =>
      assign([web1], () => [command({ name: 'x', run: 'true', unless: 'true', undo })], { playbook })
    t.is((await apply(described('echo one'), controller, { consent })).outcome, 'committed')
    t.is((await apply(described('echo two'), controller, { consent })).outcome, 'committed')
    await t.notThrowsAsync(makePlan(described('echo two', 'Other'), controller))
    t.is((await rollback([web1.target], undefined, controller, { consent })).outcome, 'committed')
    await t.notThrowsAsync(makePlan(described('echo one', 'Other'), controller))
    await t.throwsAsync(makePlan(described('echo two', 'Other'), controller), { message: /describes it differently/ })
  })
})

test('rollback() leaves what a later playbook describes, too, and gives up the claim of the first', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const first = assign(
      [web1],
      (host) => [ours(host.path('shared.conf'), 'ours\n'), ours(host.path('own.conf'), 'one\n')],
      { playbook: 'First' },
    )
    const { run } = await apply(first, controller, { consent })
    await apply(shared('Second')(web1), controller, { consent })
    const { outcome, plan } = await withPlan((options) => rollback([web1.target], run, controller, options))
    t.is(outcome, 'committed')
    t.regex(plan.remarks.join('\n'), /shared\.conf stays on web1: the playbook "Second" describes it, too/)
    t.deepEqual(await readdir(web1.path('')), ['shared.conf'])
    t.is((await remove(shared('Second')(web1), controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('rollback() of a run that only recorded gives up its claim, and of a remove() takes it again', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    const [first, second] = [shared('First')(web1), shared('Second')(web1)]
    await apply(first, controller, { consent })
    await apply(second, controller, { consent })
    const back = () => rollback([web1.target], undefined, controller, { consent })
    t.is((await back()).outcome, 'committed')
    t.is((await remove(first, controller, { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), [])
    t.is((await back()).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['shared.conf'])
    t.is((await apply(first, controller, { consent })).outcome, 'nothing')
  })
})

/** A kind as a systemd unit: a file that comes and goes with its package, and says whether it is enabled. */
const unitType: ResourceType<{ path: string }, { path: string }, { readonly is: string }> = {
  kind: 'unit',
  summary: '',
  spec: z.object({ path: z.string() }),
  inseparable: true,
  name: ({ path }) => path,
  desired: () => ({ is: 'enabled' }),
  probe: ({ path }) => sh`cat ${path} 2>/dev/null || echo absent`,
  parse: (output) => ({ state: output.trim() === 'absent' ? null : { is: output.trim() } }),
  converge: ({ path }, _from, to) => [sh`test ! -e ${path} || echo ${to?.is ?? 'disabled'} >${path}`],
}

test.before(() => {
  const types = resourceTypes as Map<string, ErasedType>
  const restoreUnit: ErasedType['restore'] = (spec, placement) => bind(unitType, spec as { path: string }, placement)
  types.set('unit', { ...unitType, check: () => ({ issues: [] }), restore: restoreUnit })
})

/** A package that brings a unit and a configuration file along. */
function packageOf(host: LocalHost): Resource {
  const paths = ['package', 'unit', 'brought.conf', 'own.conf'].map((name) => host.path(name))
  const [provider = '', unit = '', config = ''] = paths
  return command({
    name: 'package',
    run: `touch ${provider}; echo static >${unit}; echo theirs >${config}`,
    unless: `test -e ${provider}`,
    undo: `rm -f ${paths.join(' ')}`,
  })
}

function withItsUnit(host: LocalHost): readonly Resource[] {
  const package_ = packageOf(host)
  const placement = { readableAfter: package_.id }
  return [
    package_,
    ours(host.path('brought.conf'), 'ours\n', {}, placement),
    ours(host.path('own.conf'), 'ours\n', {}, placement),
    bind(unitType, { path: host.path('unit') }, placement),
  ]
}

const unitStays = ['brought.conf', 'package', 'unit']

for (const { way, back } of [
  {
    way: 'remove()',
    back: (host: LocalHost, options: RunOptions) => remove(assign([host], withItsUnit), controllerOf([host]), options),
  },
  {
    way: 'rollback()',
    back: async (host: LocalHost, options: RunOptions) => {
      const [, first] = await history([host.target], controllerOf([host]))
      return rollback([host.target], first?.run, controllerOf([host]), options)
    },
  },
  {
    way: 'apply() of the package alone',
    back: (host: LocalHost, options: RunOptions) =>
      apply(
        assign([host], (one) => [packageOf(one)]),
        controllerOf([host]),
        options,
      ),
  },
])
  test(`${way} takes what came with a package that stays back to how the package brought it`, async (t) => {
    await withHosts(['web1'], async (web1) => {
      const controller = controllerOf([web1])
      const other = assign([web1], (host) => [packageOf(host)], { playbook: 'Other' })
      t.is((await apply(assign([web1], withItsUnit), controller, { consent })).outcome, 'committed')
      t.is(await readFile(web1.path('unit'), 'utf8'), 'enabled\n')
      t.is((await apply(other, controller, { consent })).outcome, 'committed')
      t.is((await withPlan((options) => back(web1, options))).outcome, 'committed')
      t.deepEqual((await readdir(web1.path(''))).sort(), unitStays)
      t.is(await readFile(web1.path('unit'), 'utf8'), 'static\n')
      t.is(await readFile(web1.path('brought.conf'), 'utf8'), 'theirs\n')
      t.is(
        (await remove(assign([web1], withItsUnit), controller, { consent })).outcome,
        way.startsWith('apply') ? 'committed' : 'nothing',
      )
      t.is((await remove(other, controller, { consent })).outcome, 'committed')
      t.deepEqual(await readdir(web1.path('')), [])
    })
  })

test('remove() leaves a unit as it is if an older release did not record how its package brought it', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const controller = controllerOf([web1])
    await apply(assign([web1], withItsUnit), controller, { consent })
    await apply(
      assign([web1], (host) => [packageOf(host)], { playbook: 'Other' }),
      controller,
      { consent },
    )
    const managed = `${web1.home}/managed/${managedFileName('Test')}`
    const record = JSON.parse(await readFile(managed, 'utf8')) as { entries: { brought?: unknown }[] }
    for (const entry of record.entries) delete entry.brought
    await writeFile(managed, JSON.stringify(record))
    const { plan, outcome } = await withPlan((options) => remove(assign([web1], withItsUnit), controller, options))
    t.is(outcome, 'committed')
    t.regex(plan.remarks.join('\n'), /unit:\S+ stays on web1: it comes with command:package, which stays/)
    t.deepEqual((await readdir(web1.path(''))).sort(), ['package', 'unit'])
    t.is(await readFile(web1.path('unit'), 'utf8'), 'enabled\n')
  })
})
