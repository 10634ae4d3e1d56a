import test from 'ava'
import { endingCode, endingText } from '../../../cli/view/ending.ts'
import type { Ending } from '../../../engine/run/report.ts'
import { plain } from './paints.ts'

const run = '20261121-103102-k3f9'
const web = (outcome: 'committed' | 'reverted') => ['web1', 'web2'].map((host) => ({ host, outcome }))

const ENDINGS: readonly (readonly [Ending, number, string])[] = [
  [
    { run, outcome: 'committed', hosts: web('committed') },
    0,
    `web1, web2  ✓ as described

✓ Finished: run ${run} is kept.

take it back: evenkeel rollback ${run} -i hosts.yml
`,
  ],
  [
    { run, outcome: 'reverted', hosts: web('reverted') },
    3,
    `web1, web2  ↩ back to where it was

✗ Run ${run} was not kept, and every host is back to where it was.

next: evenkeel history -i hosts.yml
`,
  ],
  [
    { run, outcome: 'mixed', hosts: [...web('committed'), { host: 'lb1', outcome: 'reverted' }] },
    4,
    `web1, web2  ✓ as described
lb1  ↩ back to where it was

✗ Run ${run} ended, and the hosts are not alike: the run is kept on web1, web2, and taken back on lb1.

the way back: evenkeel rollback ${run} -i hosts.yml
the way forward: do again what the run did, as evenkeel history -i hosts.yml names it
`,
  ],
  [
    {
      run,
      outcome: 'unknown',
      hosts: [...web('committed'), { host: 'lb1', outcome: 'unknown', detail: 'no route', byHand: ['ls /run'] }],
    },
    4,
    `web1, web2  ✓ as described
lb1  ? unknown: no route
  run by hand on lb1:
    ls /run

✗ Run ${run} ended, and how it ended is not known on lb1.

once every host answers: evenkeel resume ${run} -i hosts.yml
next: evenkeel history -i hosts.yml
`,
  ],
]

for (const [ending, code, words] of ENDINGS) {
  test(`endingText() tells a finished run that ended ${ending.outcome}, and endingCode() answers ${code}`, (t) => {
    t.is(endingText(ending, 'hosts.yml', plain), words)
    t.is(endingCode(ending), code)
  })
}
