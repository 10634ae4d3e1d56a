import test from 'ava'
import { hostOutcomeLines } from '../../../cli/view/host-outcomes.ts'
import type { HostReport } from '../../../engine/run/report.ts'
import { plain } from './paints.ts'

const now = new Date(2026, 10, 21, 14, 30, 23)
const unknown = (host: string, seconds: number): HostReport => ({
  host,
  outcome: 'unknown',
  detail: 'no answer',
  revertsAt: new Date(now.getTime() + seconds * 1000).toISOString(),
  byHand: ['ls /run'],
})

test('hostOutcomeLines() says when a host reverts by itself, hosts with the same time on one line', (t) => {
  const hosts = [unknown('web1', 42), unknown('web2', 42), unknown('lb1', -30)]
  t.deepEqual(hostOutcomeLines(hosts, plain, now), [
    'web1, web2  ? unknown: no answer',
    '  without contact it reverts the run by itself at about 14:31:05, in 42 s',
    '  run by hand on web1, web2:',
    '    ls /run',
    'lb1  ? unknown: no answer',
    '  if it runs, it has reverted the run by itself at about 14:29:53',
    '  run by hand on lb1:',
    '    ls /run',
  ])
})
