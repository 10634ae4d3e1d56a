import test from 'ava'
import { normalised } from '../../../../engine/run/rollout/earlier-checks.ts'

for (const [before, after, same] of [
  ['web1 13, web2 14, web3 0', 'web1 14, web2 13, web3 0', true],
  ['web1 13, web2 14, web3 0', 'web1 20, web2 0, web3 20', false],
  ['HTTP 502', 'HTTP 503', false],
  ['web1: port 80 refused', 'web1: port 81 refused', false],
  ['10.77.0.21 is down', '10.77.0.22 is down', false],
  ['web2 is down', 'web3 is down', false],
  [
    'a test line did not arrive: "test line 1731234567.991"',
    'a test line did not arrive: "test line 1731234999.17"',
    true,
  ],
  ['no answer after 0.35 s', 'no answer after 12 ms', true],
  ['2026/11/21 10:31:02 [error] 12: bind', '2026/11/21 10:40:17 [error] 99: bind', false],
  ['2026/11/21 10:31:02 [error] bind', '2026/11/22 10:40:17 [error] bind', true],
  ['curl: (7) failed', 'curl: (28) failed', false],
] as const) {
  test(`"${before}" and "${after}" are ${same ? '' : 'not '}the same failure`, (t) => {
    t.is(normalised(before) === normalised(after), same)
  })
}
