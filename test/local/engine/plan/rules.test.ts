import test from 'ava'
import type { Assignment, Finding } from '../../../../engine/description.ts'
import { EvenkeelError, EvenkeelErrors } from '../../../../engine/errors/error.ts'
import type { RunEvent } from '../../../../engine/events.ts'
import { makePlan } from '../../../../engine/plan/make.ts'
import { verify } from '../../../../engine/run/verify.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, controllerOf, ours, withHosts } from '../../../support/scene.ts'

const refusal: Finding = { rule: 7, level: 'refuse', message: 'port 8080 differs', hosts: ['web1'] }

/** An assignment of one file with these findings. */
function assignmentWith(host: LocalHost, findings: readonly Finding[]): Assignment {
  const described = assign([host], (one) => [ours(one.path('a.conf'), 'one\n')])
  return {
    ...described,
    describe: (facts) => ({ ...described.describe(facts), findings, remarks: ['nothing breaks rule 8'] }),
  }
}

test('makePlan() refuses a broken rule, and says how to overrule it', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const planning = makePlan(assignmentWith(web1, [refusal]), controllerOf([web1]))
    const error = await t.throwsAsync(planning, { instanceOf: EvenkeelError })
    t.is(error.code, 'rule')
    t.is(error.message, 'port 8080 differs (web1; rule 7)')
    t.regex(error.hint ?? '', /allow: \{ 7: "the reason" \}/)
  })
})

test('makePlan() refuses all broken rules at once', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const findings = [refusal, { ...refusal, rule: 11, message: 'no scheduler' }]
    const planning = makePlan(assignmentWith(web1, findings), controllerOf([web1]))
    const error = await t.throwsAsync(planning, { instanceOf: EvenkeelErrors })
    t.deepEqual(
      error.errors.map(({ message }) => message),
      ['port 8080 differs (web1; rule 7)', 'no scheduler (web1; rule 11)'],
    )
  })
})

test('makePlan() goes on after an overruled finding, which stays in the plan', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const overruled = { ...refusal, overruled: 'the old server' }
    const plan = await makePlan(assignmentWith(web1, [overruled]), controllerOf([web1]))
    t.deepEqual(plan.findings, [overruled])
    t.true(plan.remarks.includes('nothing breaks rule 8'))
  })
})

test('verify() tells which findings are overruled, and why', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const events: RunEvent[] = []
    const findings = [refusal, { ...refusal, overruled: 'the old server' }]
    await verify(assignmentWith(web1, findings), controllerOf([web1], events))
    const remarks = events.flatMap((event) => (event.type === 'remark' ? [event.message] : []))
    t.deepEqual(remarks, ['overruled, rule 7: port 8080 differs (web1): the old server', 'nothing breaks rule 8'])
  })
})
