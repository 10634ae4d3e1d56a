import test from 'ava'
import { resumeExitCode, resumeReportText } from '../../../cli/view/resume-report.ts'
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

✗ Run ${run} ended, and the hosts differ: the run is kept on web1, web2, and reverted on lb1.

the way back: evenkeel rollback ${run} -i hosts.yml
the way forward: repeat the command of the run, which evenkeel history -i hosts.yml shows
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

✗ Run ${run} ended, and its outcome is not known on lb1.

once every host answers: evenkeel resume ${run} -i hosts.yml
next: evenkeel history -i hosts.yml
`,
  ],
]

for (const [ending, code, words] of ENDINGS) {
  test(`resumeReportText() prints a run that ended ${ending.outcome}, and resumeExitCode() returns ${code}`, (t) => {
    t.is(resumeReportText(ending, 'hosts.yml', plain), words)
    t.is(resumeExitCode(ending), code)
  })
}
