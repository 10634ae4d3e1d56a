import test from 'ava'
import { exitCodeOf, type Invocation, reportText } from '../../../cli/view/report.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { RunReport } from '../../../engine/run/report.ts'
import { plain } from './paints.ts'
import { nothing, twoAndTwo } from './sample-plans.ts'

const invocation: Invocation = { command: 'apply', subject: 'my site.yml', inventory: 'hosts.yml', verbose: false }
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
    hosts: ['web1', 'web2', 'lb2', 'lb1'].map((host) => ({ host, outcome: 'committed', changes: 2 })),
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

once its cause is removed: evenkeel apply 'my site.yml' -i hosts.yml
the whole output of its steps, on the host: /var/lib/evenkeel/runs/${run}/stages/*/step-*/*.log
`,
  mixed: `✗ lb1: Cannot converge file /etc/keepalived/keepalived.conf: its validator said no.

web1  ✓ as described
lb1  ↩ back to where it was

✗ Failed, and the hosts differ: the run is kept on web1, and reverted on lb1.

the way back: evenkeel rollback ${run} -i hosts.yml
the way forward: evenkeel apply 'my site.yml' -i hosts.yml
`,
  unknown: `✗ lb1: Cannot converge file /etc/keepalived/keepalived.conf: its validator said no.

web1  ↩ back to where it was
lb1  ? unknown: no answer since 12:01:07
  run by hand on lb1:
    sh /var/lib/evenkeel/undo

✗ Failed, and its outcome is not known on lb1.

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
  test(`reportText() prints a run that ended ${outcome}`, (t) => {
    t.is(reportText(reports[outcome], invocation, plain), printed[outcome])
  })
  test(`exitCodeOf() returns ${codes[outcome]} for ${outcome}`, (t) =>
    t.is(exitCodeOf(reports[outcome]), codes[outcome]))
}

test('a run that failed and is kept is no success', (t) => {
  const hosts = [
    { host: 'web1', outcome: 'committed' },
    { host: 'lb1', outcome: 'untouched' },
  ] as const
  const report: RunReport = { run, plan: twoAndTwo, outcome: 'committed', hosts, failure }
  t.is(exitCodeOf(report), 4)
  t.is(
    reportText(report, invocation, plain),
    `✗ lb1: Cannot converge file /etc/keepalived/keepalived.conf: its validator said no.

web1  ✓ as described
lb1  · untouched

✗ Failed, and the hosts that were done are kept: --keep-on-failure was given.

the way back: evenkeel rollback ${run} -i hosts.yml
the way forward: evenkeel apply 'my site.yml' -i hosts.yml
`,
  )
})

test('reportText() says that a plan had become true before the run began', (t) => {
  const report: RunReport = { run: undefined, plan: twoAndTwo, outcome: 'nothing', hosts: [] }
  t.is(reportText(report, invocation, plain), '✓ Nothing was left to do: all hosts already are as planned.\n')
})

test('reportText() tells which checks failed before a run that is kept, and exitCodeOf() is 0', (t) => {
  const check = { title: 'web3 answers', holds: false, saw: 'HTTP 502', milliseconds: 3, wasSoBefore: true } as const
  const report: RunReport = { ...reports.committed, failedBefore: [{ ...check, advice: 'see its error log' }] }
  const words = reportText(report, invocation, plain)
  t.true(words.includes('\n\n○ was so before this run: web3 answers: HTTP 502\n    see its error log\n\nnext: '), words)
  t.is(exitCodeOf(report), 0)
})

test('reportText() tells once what is left to do, and exitCodeOf() is 0', (t) => {
  const check = {
    title: 'they fetch',
    holds: false,
    saw: 'db2 has none',
    milliseconds: 3,
    leftToDo: 'evenkeel rejoin db2',
  }
  const report: RunReport = { ...reports.committed, leftToDo: [check, { ...check, title: 'a row arrives' }] }
  const words = reportText(report, invocation, plain)
  t.true(words.includes('\n\n○ left to do: they fetch: db2 has none\n    evenkeel rejoin db2\n\nnext: '), words)
  t.is(exitCodeOf(report), 0)
})

test('reportText() after a failed check says what to change, and how to go on', (t) => {
  const checkFailure = new EvenkeelError(
    'check',
    'The play "Web" is applied but does not work:\nweb3 answers: HTTP 502',
    {
      hint: 'see its error log',
    },
  )
  const words = reportText({ ...reports.reverted, failure: checkFailure }, invocation, plain)
  t.true(
    words.startsWith('✗ The play "Web" is applied but does not work:\n  web3 answers: HTTP 502\n  see its error log\n'),
  )
  t.true(words.endsWith("\nonce that is changed: evenkeel apply 'my site.yml' -i hosts.yml\n"))
  t.notRegex(words, /history/)
})

const FORWARD: readonly (readonly [Invocation['command'], string | undefined, string | undefined])[] = [
  ['apply', 'site.yml', 'the way forward: evenkeel apply site.yml -i hosts.yml'],
  ['remove', 'site.yml', 'the way forward: evenkeel remove site.yml -i hosts.yml'],
  ['rollback', '20261120-090000-aaaa', 'the way forward: evenkeel rollback 20261120-090000-aaaa -i hosts.yml'],
  ['rollback', undefined, undefined],
]

for (const [command, subject, line] of FORWARD) {
  test(`reportText() names the way forward of a mixed ${command} of ${subject}`, (t) => {
    const words = reportText(reports.mixed, { ...invocation, command, subject }, plain)
    t.is(
      words.split('\n').find((one) => one.startsWith('the way forward')),
      line,
    )
  })
}

test('reportText() names what was moved aside, whether the run is kept or not', (t) => {
  const kept = ['/home/app (4 KB) had changed, and is kept in /var/lib/evenkeel/aside/run/user-app/home']
  for (const outcome of ['committed', 'reverted'] as const) {
    const report = reports[outcome]
    const [first, ...others] = report.hosts
    const hosts = first === undefined ? [] : [{ ...first, kept }, ...others]
    t.true(reportText({ ...report, hosts }, invocation, plain).includes(`\n\nkept on web1: ${kept.join()}\n\n`))
  }
})

test('reportText() of a run that only recorded does not call that a change', (t) => {
  const hosts = [
    { host: 'web1', outcome: 'committed', changes: 0 },
    { host: 'web2', outcome: 'untouched' },
  ] as const
  const text = reportText({ ...reports.committed, hosts }, invocation, plain)
  t.regex(text, /^✓ Done: only records were written, on 1 host\. This was run /)
})
