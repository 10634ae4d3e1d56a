import test from 'ava'
import { durationText, LineProgress } from '../../../../cli/view/progress/lines.ts'
import { fakeIo } from '../../fake-io.ts'
import { failing } from '../sample-events.ts'

const at = () => new Date(2026, 10, 21, 10, 31, 2)

function linesOf({ verbose }: { verbose: boolean }): string {
  const io = fakeIo()
  const progress = new LineProgress(io.stderr, verbose, at)
  for (const event of failing) progress.emit(event)
  return io.err()
}

test('LineProgress prints a run in lines, and the output of a failed step under its line', (t) => {
  t.is(
    linesOf({ verbose: false }),
    `10:31:02 connecting to web1, web2
10:31:02 web1 (10.77.0.21:22)  connected  0.1 s
10:31:02 run 20261121-103102-k3f9 on web1, web2
10:31:02 Real servers, batch 1 of 2: web1
10:31:02 web1  1/3 + package nginx  1 min 12 s
10:31:02 web1  2/3 + file /etc/nginx/conf.d/shop.conf  0.4 s
10:31:02 ✓ web1 answers — HTTP 200
10:31:02 Real servers, batch 1: done
10:31:02 Real servers, batch 2 of 2: web2
10:31:02 web2  waiting: apt is held by unattended-upgr (812)
10:31:02 web2  2/3 + file /etc/nginx/conf.d/shop.conf  FAILED
    nginx: [emerg] unexpected "}"
    nginx: test failed
10:31:02 web2  reverting: the run is not kept
10:31:02 web2  undo 1/3 + package nginx
10:31:02 web1  reverting: the run is not kept
10:31:02 web1  reverted
10:31:02 web2  reverted: by itself
10:31:02 run 20261121-103102-k3f9: reverted
`,
  )
})

test('LineProgress prints every event with -v', (t) => {
  const lines = linesOf({ verbose: true }).split('\n')
  for (const line of [
    'web1 (10.77.0.21:22)  connected  0.1 s',
    'web1  reading resources',
    'web1  locked',
    'web1  1/3 + package nginx ...',
  ]) {
    t.true(lines.includes(`10:31:02 ${line}`), line)
  }
})

for (const [milliseconds, said] of [
  [0, '0.0 s'],
  [1449, '1.4 s'],
  [59_940, '59.9 s'],
  [59_960, '1 min 0 s'],
  [3_723_000, '62 min 3 s'],
] as const) {
  test(`durationText() says ${said}`, (t) => t.is(durationText(milliseconds), said))
}
