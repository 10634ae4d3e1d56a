import test from 'ava'
import { historyText } from '../../../cli/view/history.ts'
import type { RunRecord } from '../../../engine/journal/run-record.ts'
import { plain } from './paints.ts'

const web = (outcome: RunRecord['hosts'][number]['outcome'], changes: number) =>
  ['web1', 'web2', 'web3'].map((host) => ({ host, outcome, changes }))

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
    hosts: [...web('committed', 2), { host: 'lb1', outcome: 'interrupted', changes: 1 }],
    rolledBackBy: '20261121-110000-b2c3',
  },
]

test('historyText() is a table', (t) => {
  t.is(
    historyText(records, plain),
    `RUN                   STARTED              COMMAND                           PLAYBOOK  OPERATOR   CHANGES  OUTCOME
20261121-110000-b2c3  2026-11-21 11:00:00  rollback of 20261121-103102-k3f9  Web tier  anna@desk  6        committed web[1-3]
20261121-103102-k3f9  2026-11-21 10:31:02  apply                             Web tier  anna@desk  7        committed web[1-3], interrupted lb1; taken back by 20261121-110000-b2c3
`,
  )
})

test('historyText() says when no run is known', (t) => {
  t.is(historyText([], plain), 'No run is known on these hosts.\n')
})
