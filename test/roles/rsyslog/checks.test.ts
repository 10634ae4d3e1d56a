import test from 'ava'
import { judgeArrival, judgeQueue } from '../../../roles/rsyslog/checks/forward.ts'
import { judgeFile } from '../../../roles/rsyslog/checks/haproxy.ts'
import { lookResult } from '../fixture.ts'

const LOG = '/var/log/haproxy.log'

for (const [what, output, holds, saw] of [
  [
    'the line in its file',
    `1 in ${LOG}\n0 in /var/log/syslog\n0 in /var/log/messages\n`,
    true,
    `a test line is in ${LOG}`,
  ],
  ['a line that got lost', `0 in ${LOG}\n0 in /var/log/syslog\n`, false, 'a test line did not arrive'],
  ['a line twice', `2 in ${LOG}\n0 in /var/log/syslog\n`, false, `a test line is 2 times in ${LOG}`],
  [
    'a line that is in syslog too',
    `1 in ${LOG}\n1 in /var/log/syslog\n`,
    false,
    `a test line is in ${LOG}, a test line is in /var/log/syslog`,
  ],
] as const) {
  test(`judgeFile() sees ${what}`, (t) => {
    const sent = 'sent test line 1795285583.25957\n'
    t.deepEqual(judgeFile(LOG, lookResult('lb1', sent + output)), { holds, saw })
  })
}

test('judgeFile() reports why no line was sent', (t) => {
  const seen = lookResult('lb1', 'logger is not installed\n', 127)
  t.deepEqual(judgeFile(LOG, seen), { holds: false, saw: 'logger is not installed' })
})

// Output of the two looks, over TCP, captured on a host that sends and on one that receives.
const sent = lookResult('lb1', 'sent test line 1795285583.25979\n')
const arrived = `2026-11-21T18:26:23+00:00 ha evenkeel-check: test line 1795285583.25957
2026-11-21T18:26:23+00:00 ha evenkeel-check: test line 1795285583.25979
`

for (const [what, there, holds, saw] of [
  ['the line', lookResult('log1', arrived), true, 'a test line arrived'],
  [
    'only older lines',
    lookResult('log1', arrived.split('\n')[0] ?? ''),
    false,
    'a test line did not arrive: "test line 1795285583.25979"',
  ],
  ['no line', lookResult('log1', 'no test line\n'), false, 'a test line did not arrive: "test line 1795285583.25979"'],
  [
    'a log host that the role has not set up',
    lookResult('log1', 'takes no logs\n'),
    true,
    'this role has not set up log1 to receive logs: not checked there',
  ],
  ['no log host', { from: 'log1', status: undefined, output: '' }, false, 'the log host does not answer'],
] as const) {
  test(`judgeArrival() sees ${what}`, (t) => t.deepEqual(judgeArrival({ sent, arrived: there }), { holds, saw }))
}

test('judgeArrival() reports why nothing was sent', (t) => {
  const failed = lookResult('lb1', 'logger: socket /dev/log: No such file\n', 1)
  t.deepEqual(judgeArrival({ sent: failed, arrived: lookResult('log1', arrived) }), {
    holds: false,
    saw: 'logger: socket /dev/log: No such file',
  })
})

for (const [what, output, holds, saw] of [
  ['no queue on the disk', '', true, 'nothing waits on its disk'],
  ['queues that are almost empty', 'waiting 0\nwaiting 8\n', true, 'nothing waits on its disk'],
  ['lines that wait', 'waiting 877\nwaiting 0\n', false, '877 lines wait on its disk'],
] as const) {
  test(`judgeQueue() sees ${what}`, (t) => t.deepEqual(judgeQueue(lookResult('lb1', output)), { holds, saw }))
}
