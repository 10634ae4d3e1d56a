import test from 'ava'
import { shownRunData, shownRunText } from '../../../cli/view/shown-run.ts'
import type { PlannedChange } from '../../../engine/plan/plan.ts'
import type { ShownRun } from '../../../engine/run/show.ts'
import { errorsOf } from '../output/schema-errors.ts'
import { plain } from './paints.ts'

const change = (more: Partial<PlannedChange> = {}): PlannedChange => ({
  action: '~',
  id: 'file:/etc/motd',
  kind: 'file',
  name: '/etc/motd',
  before: { mode: '0644' },
  after: { mode: '0644' },
  beforeLines: ['mode 0644', 'old'],
  afterLines: ['mode 0644', 'new'],
  notes: [],
  ...more,
})
const installed = change({
  action: '+',
  id: 'package:nginx',
  kind: 'package',
  name: 'nginx',
  before: null,
  beforeLines: [],
  afterLines: ['version: 1.22.1'],
})

const shown: ShownRun = {
  record: {
    run: '20261121-103102-k3f9',
    command: 'apply',
    playbook: 'Web tier',
    operator: 'anna@desk',
    started: '2026-11-21T10:31:02.123Z',
    hosts: ['web1', 'web2', 'web3'].map((host) => ({ host, outcome: 'committed', changes: 1, number: 4 })),
  },
  hosts: [
    { host: 'web1', changes: [installed, change()] },
    { host: 'web2', changes: [change()] },
  ],
  inTheWay: [
    { run: '20261122-090000-aaaa', operator: 'ben@desk', resources: [{ host: 'web1', id: 'file:/etc/motd' }] },
  ],
}

test('shownRunText() shows who ran it, its changes with diffs, and what stands in the way', (t) => {
  t.is(
    shownRunText(shown, 'hosts.yml', plain),
    `20261121-103102-k3f9: apply of "Web tier"
by anna@desk, 2026-11-21 10:31:02 UTC
committed web[1-3]

+ package nginx  on web1
    +version: 1.22.1
~ file /etc/motd
     mode 0644
    -old
    +new

Later runs changed some of this, and have to be rolled back before it, in this order:
  evenkeel rollback 20261122-090000-aaaa -i hosts.yml
    by ben@desk: file:/etc/motd on web1
`,
  )
})

test('shownRunText() of a run without changes', (t) => {
  const { record } = shown
  const rolledBack = { ...record, rollbackOf: '20261121-100000-aaaa', rolledBackBy: '20261122-100000-bbbb' }
  t.is(
    shownRunText({ record: { ...rolledBack, command: 'rollback' }, hosts: [], inTheWay: [] }, 'hosts.yml', plain),
    `20261121-103102-k3f9: rollback of 20261121-100000-aaaa, "Web tier"
by anna@desk, 2026-11-21 10:31:02 UTC
committed web[1-3]; rolled back by 20261122-100000-bbbb

It changed no resource on the hosts that were asked.
`,
  )
})

test('shownRunData() fits the schema of show', async (t) => {
  t.deepEqual(await errorsOf('show', shownRunData(shown), shownRunData({ ...shown, hosts: [], inTheWay: [] })), [])
})
