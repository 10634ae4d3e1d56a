import test from 'ava'
import { unlockExitCode, unlockPlanText, unlockReportText } from '../../../cli/view/unlock-report.ts'
import type { HostReport } from '../../../engine/run/report.ts'
import { plain } from './paints.ts'

const run = '20261121-103102-k3f9'

test('unlockPlanText() shows what unlock does, hosts with the same action on one line', (t) => {
  const revert = ['web1', 'web2', 'web3'].map((host) => ({ host, how: 'revert' as const }))
  const printed = unlockPlanText(run, [{ host: 'lb1', how: 'lock' }, ...revert, { host: 'lb2', how: 'abandon' }], plain)
  t.is(
    printed,
    `Releasing the hosts locked by run ${run} means:
  lb1  release the lock; nothing was changed (make sure that nobody works there any more)
  web[1-3]  revert what the run did
  lb2  try once more to revert what the run did; if that fails again, give the host up as it is
`,
  )
})

test('unlockPlanText() says when the controller was last heard of, by the host that heard of it last', (t) => {
  const lock = (host: string, ago?: number) => ({ host, how: 'lock' as const, heard: { ago, silence: 60 } })
  t.is(
    unlockPlanText(run, [lock('lb1', 50_000), lock('lb2', 840), { host: 'web1', how: 'lock' }], plain),
    `Releasing the hosts locked by run ${run} means:
  lb1, lb2  release the lock; nothing was changed, and its controller was last heard of 14 min ago
  web1  release the lock; nothing was changed (make sure that nobody works there any more)
`,
  )
  t.regex(unlockPlanText(run, [lock('lb1')], plain), /its controller was not heard of since the host was restarted\n$/)
})

test('unlockPlanText() and unlockReportText() describe locks without an owner', (t) => {
  t.is(
    unlockPlanText('unknown', [{ host: 'lb1', how: 'nameless' }], plain),
    `Releasing the hosts whose lock has no owner means:
  lb1  remove the lock (make sure that nobody works there any more)
`,
  )
  const printed = unlockReportText('unknown', [{ host: 'lb1', outcome: 'untouched' }], 'hosts.yml', plain)
  t.regex(printed, /✓ No lock without an owner is left on these hosts\./)
})

const REPORTS: readonly (readonly [readonly HostReport[], number, RegExp])[] = [
  [[{ host: 'lb1', outcome: 'untouched' }], 0, /^lb1 {2}· untouched\n\n✓ Run \S+ locks none of these hosts any more\./],
  [
    [
      { host: 'lb1', outcome: 'reverted' },
      { host: 'lb2', outcome: 'committed', detail: 'the run was kept there' },
    ],
    0,
    /^lb1 {2}↩ back to where it was\nlb2 {2}✓ as described: the run was kept there\n\n✓/,
  ],
  [
    [
      { host: 'lb1', outcome: 'reverted' },
      { host: 'lb2', outcome: 'unknown', detail: 'given up as it stands: its journal stays in /var/lib/evenkeel' },
    ],
    4,
    /given up as it stands[\s\S]*✗ Run \S+ could not be reverted on lb2: repair this by hand\.[\s\S]*next: evenkeel history -i hosts\.yml\n$/,
  ],
]

for (const [hosts, code, words] of REPORTS) {
  test(`unlockReportText() prints ${hosts.map(({ outcome }) => outcome).join(', ')}, and the exit code is ${code}`, (t) => {
    t.regex(unlockReportText(run, hosts, 'hosts.yml', plain), words)
    t.is(unlockExitCode(hosts), code)
  })
}
