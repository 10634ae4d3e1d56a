import test from 'ava'
import { arpAnswer, arping } from '../../roles/arping.ts'
import { fixture } from './fixture.ts'

// Printed by arping 2.23 of Habets, whose replies read differently.
const HABETS = `ARPING 10.77.0.100
42 bytes from 02:00:00:00:00:11 (10.77.0.100): index=0 time=4.230 usec
42 bytes from 02:00:00:00:00:11 (10.77.0.100): index=1 time=6.100 usec

--- 10.77.0.100 statistics ---
2 packets transmitted, 2 packets received,   0% unanswered (0 extra)
`

for (const [what, output, status, answer] of [
  ['one holder', fixture('good-client1.txt'), 0, { macs: ['02:00:00:00:00:11'] }],
  ['two hosts that answer', fixture('loud-client1.txt'), 1, { macs: ['02:00:00:00:00:11', '02:00:00:00:00:22'] }],
  ['nobody', fixture('peer-arping-lb1.txt'), 1, { macs: [] }],
  ['the other arping', HABETS, 0, { macs: ['02:00:00:00:00:11'] }],
  ['a host without arping', 'arping is not installed\n', 127, { cannot: 'arping is not installed' }],
  ['a missing interface', 'arping: Device vec9 not available.\n', 2, { cannot: 'arping: Device vec9 not available.' }],
  ['a host that is gone', '', undefined, { cannot: 'could not be asked' }],
] as const) {
  test(`arpAnswer() reads ${what}`, (t) => {
    t.deepEqual(arpAnswer({ from: 'client1', output, status }), answer)
  })
}

test('arping() quotes what it is given', (t) => {
  t.true(arping('eth0; reboot', '10.77.0.100').script.includes("'eth0; reboot'"))
})
