import test from 'ava'
import { unlockedCode, unlockedText, unlockingText } from '../../../cli/view/unlocking.ts'
import type { HostReport } from '../../../engine/run/report.ts'
import { plain } from './paints.ts'

const run = '20261121-103102-k3f9'

test('unlockingText() says what freeing means, once for the hosts that are alike', (t) => {
  const revert = ['web1', 'web2', 'web3'].map((host) => ({ host, how: 'revert' as const }))
  const printed = unlockingText(run, [{ host: 'lb1', how: 'lock' }, ...revert, { host: 'lb2', how: 'abandon' }], plain)
  t.is(
    printed,
    `Freeing the hosts that run ${run} holds means:
  lb1  nothing was changed there, and the lock is given back (be sure that nobody is at it any more)
  web[1-3]  what the run did there is taken back
  lb2  it could not be taken back: that is tried once more, and where it fails again the host is given up as it stands
`,
  )
})

test('unlockingText() and unlockedText() speak of locks whose owner is not known', (t) => {
  t.is(
    unlockingText('unknown', [{ host: 'lb1', how: 'nameless' }], plain),
    `Freeing the hosts whose lock does not say who holds it means:
  lb1  the lock is taken away (be sure that nobody is at it any more)
`,
  )
  const freed = unlockedText('unknown', [{ host: 'lb1', outcome: 'untouched' }], 'hosts.yml', plain)
  t.regex(freed, /✓ None of these hosts has a lock any more that does not say who holds it\./)
})

const FREED: readonly (readonly [readonly HostReport[], number, RegExp])[] = [
  [[{ host: 'lb1', outcome: 'untouched' }], 0, /^lb1 {2}· untouched\n\n✓ Run \S+ holds none of these hosts any more\./],
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
    /given up as it stands[\s\S]*✗ Run \S+ could not be taken back on lb2: somebody has to look there\.[\s\S]*next: evenkeel history -i hosts\.yml\n$/,
  ],
]

for (const [hosts, code, words] of FREED) {
  test(`unlockedText() tells ${hosts.map(({ outcome }) => outcome).join(', ')}, and the exit code is ${code}`, (t) => {
    t.regex(unlockedText(run, hosts, 'hosts.yml', plain), words)
    t.is(unlockedCode(hosts), code)
  })
}
