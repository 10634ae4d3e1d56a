import test from 'ava'
import { exitCodeOf, type Onward, reportText } from '../../../cli/view/report.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { RunReport } from '../../../engine/run/report.ts'
import { plain } from './paints.ts'
import { nothing, twoAndTwo } from './sample-plans.ts'

const onward: Onward = { command: 'apply', subject: 'my site.yml', inventory: 'hosts.yml', verbose: false }
const run = '20261121-103102-k3f9'
const failure = new EvenkeelError(
  'step',
  'Cannot converge file /etc/keepalived/keepalived.conf: its validator said no.',
  {
    host: 'lb1',
  },
)

const reports: Readonly<Record<RunReport['outcome'], RunReport>> = {
  nothing: { run: undefined, plan: nothing, outcome: 'nothing', hosts: [] },
  committed: {
    run,
    plan: twoAndTwo,
    outcome: 'committed',
    hosts: ['web1', 'web2', 'lb2', 'lb1'].map((host) => ({ host, outcome: 'committed' })),
  },
  reverted: {
    run,
    plan: twoAndTwo,
    outcome: 'reverted',
    hosts: [
      { host: 'web1', outcome: 'reverted' },
      { host: 'web2', outcome: 'reverted' },
      { host: 'lb2', outcome: 'reverted', detail: 'reverted by itself' },
      { host: 'lb1', outcome: 'untouched' },
    ],
    failure,
  },
  mixed: {
    run,
    plan: twoAndTwo,
    outcome: 'mixed',
    hosts: [
      { host: 'web1', outcome: 'committed' },
      { host: 'lb1', outcome: 'reverted' },
    ],
    failure,
  },
  unknown: {
    run,
    plan: twoAndTwo,
    outcome: 'unknown',
    hosts: [
      { host: 'web1', outcome: 'reverted' },
      { host: 'lb1', outcome: 'unknown', detail: 'no answer since 12:01:07', byHand: ['sh /var/lib/evenkeel/undo'] },
    ],
    failure,
  },
}

const printed: Readonly<Record<RunReport['outcome'], string>> = {
  nothing: 'Nothing to do: 9 resources are as described.\n',
  committed: `✓ Done: 8 changes on 4 hosts. This was run ${run}.

next: evenkeel verify 'my site.yml' -i hosts.yml
take it back: evenkeel rollback ${run} -i hosts.yml
`,
  reverted: `✗ lb1: Cannot converge file /etc/keepalived/keepalived.conf: its validator said no.

web1, web2  ↩ back to where it was
lb2  ↩ back to where it was: reverted by itself
lb1  · untouched

✗ Failed, and every host is back to where it was.

next: evenkeel history -i hosts.yml
`,
  mixed: `✗ lb1: Cannot converge file /etc/keepalived/keepalived.conf: its validator said no.

web1  ✓ as described
lb1  ↩ back to where it was

✗ Failed, and the hosts are not alike: the run is kept on web1, and taken back on lb1.

the way back: evenkeel rollback ${run} -i hosts.yml
the way forward: evenkeel apply 'my site.yml' -i hosts.yml
`,
  unknown: `✗ lb1: Cannot converge file /etc/keepalived/keepalived.conf: its validator said no.

web1  ↩ back to where it was
lb1  ? unknown: no answer since 12:01:07
  run by hand on lb1:
    sh /var/lib/evenkeel/undo

✗ Failed, and how it ended is not known on lb1.

next: evenkeel history -i hosts.yml
`,
}

const codes: Readonly<Record<RunReport['outcome'], number>> = {
  nothing: 0,
  committed: 0,
  reverted: 3,
  mixed: 4,
  unknown: 4,
}

for (const outcome of ['nothing', 'committed', 'reverted', 'mixed', 'unknown'] as const) {
  test(`reportText() tells a run that ended ${outcome}`, (t) => {
    t.is(reportText(reports[outcome], onward, plain), printed[outcome])
  })
  test(`exitCodeOf() answers ${codes[outcome]} for ${outcome}`, (t) =>
    t.is(exitCodeOf(reports[outcome]), codes[outcome]))
}

test('a run that is kept although it failed is no success', (t) => {
  const hosts = [
    { host: 'web1', outcome: 'committed' },
    { host: 'lb1', outcome: 'untouched' },
  ] as const
  const report: RunReport = { run, plan: twoAndTwo, outcome: 'committed', hosts, failure }
  t.is(exitCodeOf(report), 4)
  t.is(
    reportText(report, onward, plain),
    `✗ lb1: Cannot converge file /etc/keepalived/keepalived.conf: its validator said no.

web1  ✓ as described
lb1  · untouched

✗ Failed, and what was done is kept, as --keep-on-failure says.

the way back: evenkeel rollback ${run} -i hosts.yml
the way forward: evenkeel apply 'my site.yml' -i hosts.yml
`,
  )
})

test('reportText() tells of a plan that has become true before it was carried out', (t) => {
  const report: RunReport = { run: undefined, plan: twoAndTwo, outcome: 'nothing', hosts: [] }
  t.is(reportText(report, onward, plain), '✓ Nothing was left to do: all of it has become true meanwhile.\n')
})

const FORWARD: readonly (readonly [Onward['command'], string | undefined, string | undefined])[] = [
  ['apply', 'site.yml', 'the way forward: evenkeel apply site.yml -i hosts.yml'],
  ['remove', 'site.yml', 'the way forward: evenkeel remove site.yml -i hosts.yml'],
  ['rollback', '20261120-090000-aaaa', 'the way forward: evenkeel rollback 20261120-090000-aaaa -i hosts.yml'],
  ['rollback', undefined, undefined],
]

for (const [command, subject, line] of FORWARD) {
  test(`reportText() names the way forward of a mixed ${command} of ${subject}`, (t) => {
    const words = reportText(reports.mixed, { ...onward, command, subject }, plain)
    t.is(
      words.split('\n').find((one) => one.startsWith('the way forward')),
      line,
    )
  })
}
