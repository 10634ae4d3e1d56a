import test from 'ava'
import type { HostProfile } from '../../engine/host-profile.ts'
import type { RunStatus } from '../../engine/journal/run-status.ts'
import { hintForRun, refuseUnfinishedRun, remarksOnRuns } from '../../engine/unfinished.ts'
import { profileWith } from '../support/resources.ts'

const run = '20261121-103102-k3f9'
const header = {
  run,
  command: 'apply',
  playbook: 'Web',
  operator: 'ann@desk',
  started: '2026-11-21T10:31:02Z',
  batches: [['web1'], ['web2']],
} as const
const status = (more: Partial<RunStatus>): RunStatus => ({
  number: 1,
  state: 'open',
  left: 40,
  coordinator: null,
  guarded: '',
  header,
  ...more,
})
const host = (name: string, more: Partial<HostProfile>): HostProfile => ({ ...profileWith({}), host: name, ...more })

const remarks: readonly [string, readonly HostProfile[], readonly RegExp[]][] = [
  ['nothing if no run needs attention', [host('web1', {})], []],
  [
    'a run that is under way, once for all its hosts',
    [host('web1', { runs: [status({})] }), host('web2', { runs: [status({})] })],
    [
      /^Run 20261121-103102-k3f9 \(apply of "Web" by ann@desk.*on web1, web2, where it is open\..* 40 s at the latest \(\d\d:\d\d:\d\d\)/,
    ],
  ],
  [
    'a run that waits for its confirmation',
    [host('web1', { runs: [status({ state: 'expecting', left: 500 })] })],
    [/expecting\..*evenkeel resume 20261121-103102-k3f9/],
  ],
  [
    'a run that a guard reverted',
    [host('web1', { runs: [status({ state: 'reverted', left: 0, guarded: 'reboot' })] })],
    [/was reverted on web1: the host was restarted/],
  ],
  [
    'a lock whose run has changed nothing',
    [host('web1', { lock: { run, operator: 'ann@desk', since: 'noon' } })],
    [/by ann@desk, since noon, holds the lock of web1.*evenkeel unlock 20261121-103102-k3f9/],
  ],
  [
    'a lock whose controller is silent, and since when',
    ['web1', 'web2', 'web3'].map((name) =>
      host(name, { lock: { run, operator: 'ann@desk', since: 'noon' }, heard: { ago: 840, silence: 60 } }),
    ),
    [
      /of web\[1-3\], and has changed nothing there\. Its controller was last heard of 14 min ago.* every 20 s\..*unlock/,
    ],
  ],
  [
    'a lock whose controller is alive, apart from one whose controller is silent',
    [3, 90].map((ago) =>
      host(`web${ago}`, { lock: { run, operator: 'ann@desk', since: 'noon' }, heard: { ago, silence: 60 } }),
    ),
    [/of web3,.*last heard of 3 s ago: wait/, /of web90,.*last heard of 90 s ago, and one at work/],
  ],
  [
    'a lock whose controller was heard of only before a restart',
    [host('web1', { lock: { run, operator: 'ann@desk', since: 'noon' }, heard: { ago: undefined, silence: 60 } })],
    [/Its controller was not heard of since the host was restarted/],
  ],
  [
    'locks without an owner, once for all their hosts',
    ['web1', 'web2'].map((name) => host(name, { lock: { run: 'unknown', operator: 'unknown', since: 'unknown' } })),
    [/^The owner of the lock of web1, web2 is not known\..*evenkeel unlock unknown$/],
  ],
  [
    'a run and its lock once',
    [host('web1', { runs: [status({})], lock: { run, operator: 'ann@desk', since: 'noon' } })],
    [/has not ended on web1/],
  ],
]

for (const [title, profiles, expected] of remarks)
  test(`remarksOnRuns() reports ${title}`, (t) => {
    const sentences = remarksOnRuns(profiles)
    t.is(sentences.length, expected.length)
    for (const [index, pattern] of expected.entries()) t.regex(sentences[index] ?? '', pattern)
  })

for (const [state, left, pattern] of [
  ['open', 0, /evenkeel unlock/],
  ['reverting', 0, /wait a moment/],
  ['stuck', 0, /runner\.sh revert.*evenkeel unlock/],
  ['nothing', 0, /evenkeel unlock/],
] as const)
  test(`hintForRun() names what helps in state ${state} with ${left} s left`, (t) =>
    t.regex(hintForRun(state, left, run), pattern))

test('refuseUnfinishedRun() refuses a host with an unfinished run, unless it is locked', (t) => {
  const unfinished = [status({ left: 0 })]
  t.throws(() => refuseUnfinishedRun(host('web1', { runs: unfinished })), { message: /has not ended/ })
  const lock = { run, operator: 'ann@desk', since: 'noon' }
  t.notThrows(() => refuseUnfinishedRun(host('web1', { runs: unfinished, lock })))
  t.notThrows(() => refuseUnfinishedRun(host('web1', { runs: [status({ state: 'reverted', guarded: 'lease' })] })))
})
