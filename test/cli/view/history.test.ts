import test from 'ava'
import { historyData, historyText } from '../../../cli/view/history.ts'
import type { RunRecord } from '../../../engine/journal/run-record.ts'
import { plain } from './paints.ts'

const web = (outcome: RunRecord['hosts'][number]['outcome'], changes: number) =>
  ['web1', 'web2', 'web3'].map((host) => ({ host, outcome, changes, number: 0 }))

const records: readonly RunRecord[] = [
  {
    run: '20261121-110000-b2c3',
    command: 'rollback',
    playbook: 'Web tier',
    operator: 'anna@desk',
    started: '2026-11-21T11:00:00.123Z',
    hosts: web('committed', 2),
    rollbackOf: '20261121-103102-k3f9',
  },
  {
    run: '20261121-103102-k3f9',
    command: 'apply',
    playbook: 'Web tier',
    operator: 'anna@desk',
    started: '2026-11-21T10:31:02Z',
    hosts: [...web('committed', 2), { host: 'lb1', outcome: 'reverted', changes: 1, number: 0 }],
    rolledBackBy: '20261121-110000-b2c3',
  },
]

test('historyText() is a table', (t) => {
  t.is(
    historyText(records, 'hosts.yml', plain),
    `RUN                   STARTED (UTC)        COMMAND                           PLAYBOOK  OPERATOR   CHANGES  OUTCOME
20261121-110000-b2c3  2026-11-21 11:00:00  rollback of 20261121-103102-k3f9  Web tier  anna@desk  6        committed web[1-3]
20261121-103102-k3f9  2026-11-21 10:31:02  apply                             Web tier  anna@desk  7        committed web[1-3], reverted lb1; rolled back by 20261121-110000-b2c3
`,
  )
})

type Outcome = RunRecord['hosts'][number]['outcome']

const run = '20261121-103102-k3f9'

function ended(outcomes: Readonly<Record<string, Outcome>>, more: Partial<RunRecord> = {}): RunRecord {
  return {
    run,
    command: 'apply',
    playbook: 'Web tier',
    operator: 'anna@desk',
    started: '2026-11-21T10:31:02Z',
    hosts: Object.entries(outcomes).map(([host, outcome]) => ({ host, outcome, changes: 1, number: 0 })),
    ...more,
  }
}

const later = (outcomes: Readonly<Record<string, Outcome>>, more: Partial<RunRecord> = {}) =>
  ended(outcomes, { run: '20261121-120000-aaaa', started: '2026-11-21T12:00:00Z', ...more })

const back = `  the way back: evenkeel rollback ${run} -i hosts.yml`
const forward = (command: string) =>
  `  the way forward: evenkeel ${command} PLAYBOOK -i hosts.yml, where PLAYBOOK is the file of "Web tier"`
const unlock = `evenkeel unlock ${run} -i hosts.yml`
const uneven = { web1: 'committed', web2: 'reverted' } as const
const unevenLines = [`${run} is mixed: committed web1, reverted web2.`, back, forward('apply')]

/** The run, its outcome in the table, and the lines below the table. */
const CASES: readonly (readonly [string, readonly RunRecord[], string, readonly string[]])[] = [
  ['is kept', [ended({ web1: 'committed', web2: 'committed' })], 'committed web1, web2', []],
  ['is taken back', [ended({ web1: 'reverted', web2: 'untouched' })], 'reverted web1, untouched web2', []],
  ['goes on', [ended({ web1: 'running', web2: 'untouched' })], 'running web1, untouched web2', []],
  ['is being taken back', [ended({ web1: 'reverting' })], 'reverting web1', []],
  ['was given up', [ended({ web1: 'abandoned' })], 'abandoned web1', []],
  [
    'is kept by all that were asked',
    [ended({ web1: 'committed', web2: 'not asked' })],
    'committed web1, not asked web2',
    [],
  ],
  ['is mixed', [ended(uneven)], 'mixed: committed web1, reverted web2', unevenLines],
  [
    'was removing, and is mixed',
    [ended(uneven, { command: 'remove' })],
    'mixed: committed web1, reverted web2',
    [`${run} is mixed: committed web1, reverted web2.`, back, forward('remove')],
  ],
  [
    'was rolling back, and is mixed',
    [ended(uneven, { command: 'rollback', rollbackOf: '20261120-090000-bbbb' })],
    'mixed: committed web1, reverted web2',
    [
      `${run} is mixed: committed web1, reverted web2.`,
      back,
      '  the way forward: evenkeel rollback 20261120-090000-bbbb -i hosts.yml',
    ],
  ],
  [
    'was mixed and then taken back',
    [ended(uneven, { rolledBackBy: '20261121-120000-aaaa' })],
    'committed web1, reverted web2; rolled back by 20261121-120000-aaaa',
    [],
  ],
  [
    'was mixed and then carried on',
    [later({ web2: 'committed' }), ended(uneven)],
    'mixed: committed web1, reverted web2',
    [],
  ],
  [
    'is mixed although a later run changed the hosts that kept it',
    [later({ web1: 'committed' }), ended(uneven)],
    'mixed:',
    unevenLines,
  ],
  [
    'is mixed again after the run that carried it on was rolled back',
    [later({ web2: 'committed' }, { rolledBackBy: '20261121-130000-cccc' }), ended(uneven)],
    'mixed:',
    unevenLines,
  ],
  [
    'is mixed although another playbook came later',
    [later({ web2: 'committed' }, { playbook: 'Directors' }), ended(uneven)],
    'mixed:',
    unevenLines,
  ],
  [
    'waits',
    [ended({ web1: 'committed', web2: 'waiting' })],
    'committed web1, waiting web2',
    [`${run} waits for its confirmation on web2.`, `  to finish it: evenkeel resume ${run} -i hosts.yml`],
  ],
  [
    'was interrupted',
    [ended({ web1: 'reverted', web2: 'interrupted' })],
    'reverted web1, interrupted web2',
    [`${run} was interrupted on web2, and no guard reverted it there.`, `  to revert it: ${unlock}`],
  ],
  [
    'was interrupted on one host and kept on another',
    [ended({ web1: 'committed', web2: 'interrupted' })],
    'mixed: committed web1, interrupted web2',
    [
      `${run} was interrupted on web2, and no guard reverted it there.`,
      `  to revert it: ${unlock}`,
      `${run} is mixed: committed web1, interrupted web2.`,
      back,
      forward('apply'),
    ],
  ],
  [
    'is stuck',
    [ended({ web1: 'stuck', web2: 'reverted' })],
    'stuck web1, reverted web2',
    [
      `${run} could not be reverted on web1.`,
      '  to see why, run there:',
      `    tail /var/lib/evenkeel/runs/${run}/stages/*/step-*/undo.log`,
      '  to try again, run there:',
      `    sh /var/lib/evenkeel/runs/${run}/runner.sh revert`,
      `  to give it up as it is: ${unlock}`,
    ],
  ],
]

for (const [how, known, outcome, below] of CASES) {
  test(`historyText() prints a run that ${how}`, (t) => {
    const lines = historyText(known, 'hosts.yml', plain).trimEnd().split('\n')
    const row = lines.find((line) => line.startsWith(`${run}  2026-`)) ?? ''
    t.true(row.includes(`  ${outcome}`), row)
    t.deepEqual(lines.slice(known.length + 2), below)
  })
}

test('historyData() marks mixed runs', (t) => {
  const data = historyData([later({ web1: 'committed' }), ended(uneven)]) as readonly { readonly mixed: boolean }[]
  t.deepEqual(
    data.map(({ mixed }) => mixed),
    [false, true],
  )
})

test('historyText() without a run', (t) => {
  t.is(historyText([], 'hosts.yml', plain), 'These hosts have no record of a run.\n')
})
