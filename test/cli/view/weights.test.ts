import test from 'ava'
import { weightExitCode, weightText } from '../../../cli/view/weights.ts'
import type { WeightReport } from '../../../engine/weights/report.ts'
import { nothing } from './sample-plans.ts'

const plain = (_style: string, printed: string) => printed
const invocation = {
  command: 'drain',
  about: ['web1'],
  subject: 'web.yml',
  inventory: 'hosts.yml',
  verbose: false,
} as const
const run = '20261121-103102-k3f9'
const drained: WeightReport = {
  run,
  plan: nothing,
  outcome: 'committed',
  hosts: [],
  server: 'web1',
  weight: 0,
  balancers: ['lb1', 'lb2'],
  emptying: { outcome: 'empty', left: [], unseen: [], milliseconds: 1200 },
}
const text = (report: WeightReport) => weightText(report, invocation, plain)

test('weightText() says on which balancers, whether the server is empty, and how to go back', (t) => {
  t.is(
    text(drained),
    [
      `✓ web1 is drained on lb1, lb2. This was run ${run}.`,
      '✓ No balancer has a connection to it any more, after 1.2 s.',
      '',
      'the described weight: evenkeel restore web1 web.yml -i hosts.yml',
      '',
    ].join('\n'),
  )
  t.is(weightExitCode(drained), 0)
})

test('weightText() lists the connections that are left, and the exit code stops what comes next', (t) => {
  const report: WeightReport = {
    ...drained,
    run: undefined,
    outcome: 'nothing',
    emptying: {
      outcome: 'timeout',
      left: [{ balancer: 'lb1', pool: 'backend web', connections: 3 }],
      unseen: [{ balancer: 'lb2', why: 'the admin socket does not answer' }],
      milliseconds: 60_000,
    },
  }
  t.is(
    text(report),
    [
      '✓ Nothing to change: web1 is drained on lb1, lb2 already.',
      '○ It is not empty after 1 min 0 s:',
      '    lb1, backend web: 3 connections',
      '    lb2 cannot be asked: the admin socket does not answer',
      '',
      'wait on: evenkeel drain web1 web.yml -i hosts.yml --timeout 10m',
      'the described weight: evenkeel restore web1 web.yml -i hosts.yml',
      '',
    ].join('\n'),
  )
  t.is(weightExitCode(report), 1)
})

test('weightText() of restore and weight, and of a run that failed', (t) => {
  const restored: WeightReport = { ...drained, weight: undefined, emptying: undefined }
  t.regex(text(restored), /^✓ web1 has its described weight on lb1, lb2\./)
  t.regex(text(restored), /next: evenkeel verify web.yml -i hosts.yml/)
  t.regex(text({ ...restored, weight: 3 }), /^✓ web1 has weight 3 on lb1, lb2\./)
  const failed: WeightReport = { ...drained, outcome: 'reverted', emptying: undefined }
  t.regex(text(failed), /every host is back to where it was/)
  t.is(weightExitCode(failed), 3)
})
