import test from 'ava'
import { historyData } from '../../../../cli/view/history.ts'
import { jsonEvents, printJson, reportData } from '../../../../cli/view/json.ts'
import { makePlan } from '../../../../engine/plan/make.ts'
import { apply } from '../../../../engine/run/apply.ts'
import { history } from '../../../../engine/run/history.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import { verify } from '../../../../engine/run/verify.ts'
import { sh } from '../../../../engine/shell.ts'
import { fakeIo } from '../../../cli/fake-io.ts'
import { errorsIn, errorsOf } from '../../../cli/output/schema-errors.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const holds = { title: 'it holds', looks: [], judge: () => ({ holds: true, saw: 'as claimed' }) }
const fails = {
  title: 'it fails',
  looks: [{ from: { controller: true as const }, run: sh`echo no` }],
  advice: 'Look there.',
  judge: () => ({ holds: false, saw: 'no' }),
}

test('the outputs of plan, apply, verify, history and rollback on real files fit their schemas', async (t) => {
  await withHosts(['web1', 'web2'], async (...hosts) => {
    const io = fakeIo()
    const resources = (content: string) =>
      assign(hosts, (host) => [ours(host.path('a.conf'), content)], { checks: [holds] })
    const controller = { ...controllerOf(hosts), emit: jsonEvents(io.stdout) }
    t.deepEqual(await errorsOf('plan', await makePlan(resources('one\n'), controller)), [])
    const show = { consent: async (plan: unknown) => printJson(io.stdout, { type: 'plan', plan }) }
    const report = await apply(resources('one\n'), controller, show)
    t.is(report.outcome, 'committed')
    printJson(io.stdout, reportData(report))
    t.deepEqual(await errorsIn('apply', io.out()), [])

    const checks = await verify(
      assign(hosts, () => [], { checks: [holds, fails] }),
      controllerOf(hosts),
    )
    t.deepEqual(
      checks.map((check) => check.holds),
      [true, false],
    )
    t.deepEqual(await errorsOf('verify', checks), [])

    const targets = hosts.map(({ target }) => target)
    const back = fakeIo()
    const undone = await rollback(
      targets,
      undefined,
      { ...controllerOf(hosts), emit: jsonEvents(back.stdout) },
      { consent },
    )
    printJson(back.stdout, reportData(undone))
    t.deepEqual(await errorsIn('rollback', back.out()), [])
    const records = await history(targets, controllerOf(hosts))
    t.is(records.length, 2)
    t.deepEqual(await errorsOf('history', historyData(records)), [])
  })
})

test('a run that fails on real files fits its schema', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const io = fakeIo()
    const resources = assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')], { checks: [fails] })
    const report = await apply(resources, { ...controllerOf([web1]), emit: jsonEvents(io.stdout) }, { consent })
    t.is(report.outcome, 'reverted')
    printJson(io.stdout, reportData(report, 'hosts.yml'))
    t.deepEqual(await errorsIn('apply', io.out()), [])
  })
})
