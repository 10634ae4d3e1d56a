import test from 'ava'
import { judgeProcesses } from '../../../../roles/keepalived/checks/processes.ts'
import { lookResult } from '../../fixture.ts'

// `cat /proc/[0-9]*/comm | sort | uniq -c` on a host with nginx.
const seen = lookResult('lb1', '      1 keepalived\n      5 kworker/0:0-eve\n      3 nginx\n      1 systemd-journal\n')

for (const [process, quorum, holds, saw] of [
  ['nginx', 1, true, '3 of nginx run'],
  ['nginx', 4, false, '3 of nginx run, 4 are needed'],
  ['haproxy', 1, false, '0 of haproxy run'],
  ['/usr/lib/systemd/systemd-journald --x', 1, true, '1 of systemd-journal run'],
] as const) {
  test(`judgeProcesses() counts ${quorum} of ${process}`, (t) => {
    t.deepEqual(judgeProcesses({ process, quorum }, seen), { holds, saw })
  })
}

test('judgeProcesses() does not hold if the host could not be asked', (t) => {
  t.false(judgeProcesses({ process: 'nginx', quorum: 1 }, { from: 'lb1', status: undefined, output: 'gone' }).holds)
})
