import test from 'ava'
import { COMMANDS } from '../../../cli/commands/table.ts'
import { dispatch } from '../../../cli/dispatch.ts'
import { schemaNames } from '../../../cli/schemas.ts'
import { reportData } from '../../../cli/view/json.ts'
import { rejoinData } from '../../../cli/view/rejoin.ts'
import { switchoverData } from '../../../cli/view/switchover.ts'
import { weightData } from '../../../cli/view/weights.ts'
import type { RejoinReport } from '../../../engine/databases/rejoin/report.ts'
import type { SwitchoverReport } from '../../../engine/databases/switchover/report.ts'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { RunEvent } from '../../../engine/events.ts'
import type { Ending } from '../../../engine/run/report.ts'
import type { Unlocking } from '../../../engine/run/unlock.ts'
import type { WeightReport } from '../../../engine/weights/report.ts'
import type { HostStatus } from '../../../lab/lab.ts'
import type { LabEvent } from '../../../lab/progress.ts'
import { fakeIo } from '../fake-io.ts'
import { failing } from '../view/sample-events.ts'
import { fifty, hostile, nothing, twoAndTwo } from '../view/sample-plans.ts'
import { large, small } from '../view/status/samples.ts'
import { errorsIn, errorsOf } from './schema-errors.ts'

test('every command with --json has a schema of its output, and no other', async (t) => {
  const printing = Object.entries(COMMANDS).filter(([, { flags }]) => flags.includes('json'))
  t.deepEqual(
    (await schemaNames()).filter((name) => name.startsWith('output-')),
    printing.map(([name]) => `output-${name}`),
  )
})

test('plans of any kind, and every event, fit the schemas of plan and apply', async (t) => {
  t.deepEqual(await errorsOf('plan', twoAndTwo, fifty, nothing, hostile), [])
  const phase = { number: 1, of: 4, title: 'db1 takes no more writes' }
  const more: readonly RunEvent[] = [
    { type: 'phase-started', phase },
    { type: 'phase-note', phase, note: '1.2 of 4.0 GB' },
    { type: 'phase-done', phase, saw: 'gtid 0-1-7', milliseconds: 61.4 },
    { type: 'remark', message: 'web3 is left out' },
    { type: 'check-done', title: 'x', holds: false, saw: 'y', wasSoBefore: true },
  ]
  t.deepEqual(await errorsOf('apply', ...failing, ...more), [])
})

const run = '20261121-103102-k3f9'
const failure = new EvenkeelError('stale', 'It has changed.', {
  host: 'lb1',
  hint: 'See evenkeel history',
  where: { file: 'site.yml', line: 1, column: 2 },
  differences: [{ kind: 'file', name: '/etc/motd', expected: ['a'], found: [] }],
})
const host = {
  host: 'lb1',
  outcome: 'unknown' as const,
  changes: 3,
  detail: 'no answer',
  kept: ['/home/x'],
  byHand: ['sh run'],
  revertsAt: '2026-11-21T10:31:02.000Z',
  onward: ['evenkeel resume'],
}
const ending: Ending = { run, outcome: 'unknown', hosts: [host] }
const unlockings: readonly Unlocking[] = [
  { host: 'lb1', how: 'lock', heard: { ago: undefined, silence: 60 } },
  { host: 'lb2', how: 'revert' },
]
const drained: WeightReport = {
  run,
  plan: nothing,
  outcome: 'committed',
  hosts: [host],
  server: 'web1',
  weight: 0,
  balancers: ['lb1'],
  emptying: {
    outcome: 'timeout',
    left: [{ balancer: 'lb1', pool: 'backend web', connections: 3 }],
    unseen: [{ balancer: 'lb2', why: 'x' }],
    milliseconds: 60_000,
  },
}
const switched: SwitchoverReport = {
  outcome: 'back',
  from: 'db1',
  to: 'db2',
  run,
  phases: [{ number: 1, of: 2, title: 'x', saw: 'y', milliseconds: 1.5 }],
  behind: 3,
  pause: { servers: 612.4, client: { host: 'client1', milliseconds: 1234, unanswered: 7 } },
  failure,
  byHand: [{ host: 'db1', command: 'writer open' }],
}
const saved = { set: '1-1-7..9', path: '/var/lib/x.sql', bytes: 2205, decoded: ['### UPDATE'] }
const rejoined: RejoinReport = {
  outcome: 'closed',
  host: 'db1',
  writer: 'db2',
  relation: 'half copied',
  method: 'backup',
  saved,
  run,
  phases: [],
  failure,
}
const deletion = {
  type: 'deletion',
  host: 'db1',
  writer: 'db2',
  why: 'it differs',
  schemas: 3,
  data: 12,
  copied: 40,
  saved,
}
const status: HostStatus = {
  host: 'lb1',
  role: 'server',
  addresses: ['10.0.0.1/24'],
  isOn: false,
  pid: undefined,
  memory: 128,
  resident: undefined,
  answers: false,
}
const labEvents: readonly LabEvent[] = [
  { type: 'remark', message: 'x' },
  { type: 'booting', host: 'lb1' },
  { type: 'answers', host: 'lb1', milliseconds: 812.5 },
]

/** Lines of the commands that need what these tests do not have: dead controllers, database servers, a lab. */
const LINES: Readonly<Record<string, readonly unknown[]>> = {
  resume: [{ type: 'report', ...ending }],
  unlock: [
    { type: 'unlocking', run, hosts: unlockings },
    { type: 'report', run, hosts: [host] },
  ],
  drain: [weightData(drained, 'hosts.yml'), weightData({ ...drained, emptying: undefined, weight: undefined }, '')],
  switchover: [
    { type: 'report', ...switchoverData(switched, 'hosts.yml') },
    { type: 'report', ...switchoverData({ outcome: 'nothing', from: 'a', to: 'b', phases: [] }, '') },
    {
      type: 'report',
      ...switchoverData({ ...switched, pause: { servers: 1, client: { host: 'c', cannot: 'no curl' } } }, ''),
    },
  ],
  rejoin: [deletion, { ...deletion, saved: undefined }, { type: 'report', ...rejoinData(rejoined, 'hosts.yml') }],
  apply: [reportData({ run, plan: nothing, outcome: 'mixed', hosts: [host], failure, failedBefore: [] }, 'hosts.yml')],
  lab: [[status, { ...status, isOn: true, pid: 7, resident: 80_000_000, answers: true }], ...labEvents],
  status: [small, large],
  secrets: [{ file: 'secrets.yml', names: ['x'], recipients: ['age1x'] }],
}

for (const [command, lines] of Object.entries(LINES))
  test(`all that ${command} can print fits its schema`, async (t) => t.deepEqual(await errorsOf(command, ...lines), []))

for (const words of [
  ['roles'],
  ['roles', 'haproxy'],
  ['resources'],
  ['resources', 'file'],
  ['plan', '/nowhere.yml', '-i', '/nowhere.yml'],
  ['lab', 'status', '-i', '/nowhere.yml'],
  ['secrets', 'list', '-i', '/nowhere.yml'],
])
  test(`the output of ${words.join(' ')} --json fits its schema`, async (t) => {
    const io = fakeIo()
    await dispatch([...words, '--json'], io)
    t.deepEqual(await errorsIn(words[0] ?? '', io.out()), [])
  })

test('a schema of an output refuses what the command does not print', async (t) => {
  t.not((await errorsOf('verify', [{ title: 'x', holds: 'yes', saw: 'y', milliseconds: 1 }])).length, 0)
  t.not((await errorsOf('apply', { type: 'step-begun', host: 'web1' })).length, 0)
  t.not((await errorsOf('plan', { ...nothing, more: 1 })).length, 0)
})
