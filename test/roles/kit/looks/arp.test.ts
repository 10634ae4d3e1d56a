import test from 'ava'
import { arpAnswer, arping } from '../../../../roles/kit/looks/arp.ts'
import { fixture } from '../../fixture.ts'

for (const [what, output, status, answer] of [
  ['one holder', fixture('good-client1.txt'), 0, { macs: ['02:00:00:00:00:11'] }],
  ['two hosts that answer', fixture('loud-client1.txt'), 1, { macs: ['02:00:00:00:00:11', '02:00:00:00:00:22'] }],
  ['nobody', fixture('peer-arping-lb1.txt'), 1, { macs: [] }],
  ['the arping of Habets', fixture('arping-habets.txt'), 0, { macs: ['02:00:00:00:00:11'] }],
  ['the arping of BusyBox', fixture('arping-busybox.txt'), 0, { macs: ['02:00:00:00:00:11'] }],
  ['a host without arping', 'arping is not installed\n', 127, { cannot: 'arping is not installed' }],
  ['a missing interface', 'arping: Device vec9 not available.\n', 2, { cannot: 'arping: Device vec9 not available.' }],
  [
    'an interface that Habets misses',
    'arping: libnet_init(LIBNET_LINK, a): libnet_check_iface() ioctl: No such device\n',
    1,
    { cannot: 'arping: libnet_init(LIBNET_LINK, a): libnet_check_iface() ioctl: No such device' },
  ],
  ['a host that is gone', '', undefined, { cannot: 'could not be asked' }],
] as const) {
  test(`arpAnswer() reads ${what}`, (t) => {
    t.deepEqual(arpAnswer({ from: 'client1', output, status }), answer)
  })
}

test('arping() quotes its arguments', (t) => {
  t.true(arping('eth0; reboot', '10.77.0.100').script.includes("'eth0; reboot'"))
})
