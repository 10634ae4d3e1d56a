import test from 'ava'
import { segmentView } from '../../../../roles/kit/status/segment.ts'
import { lookResult, unasked } from '../../fixture.ts'

/** Captured from arping of iputils 20221126, ndisc6 1.0.5 and ip of iproute2 6.1. */
const ARPING = `ask 10.77.0.100 arping
ARPING 10.77.0.100 from 10.77.0.31 vec0
Unicast reply from 10.77.0.100 [02:00:0A:4D:00:0B]  0.600ms
Unicast reply from 10.77.0.100 [02:00:0A:4D:00:0C]  0.610ms
Unicast reply from 10.77.0.100 [02:00:0A:4D:00:0B]  0.620ms
Sent 2 probes (2 broadcast(s))
Received 3 response(s)
end 0
`
const NOBODY = `ask 10.77.0.99 arping
ARPING 10.77.0.99 from 10.77.0.31 vec0
Sent 2 probes (2 broadcast(s))
Received 0 response(s)
end 1
`
const NDISC6 = `ask fd00::100 ndisc6
Soliciting fd00::100 (fd00::100) on v0...
Target link-layer address: 02:00:00:00:00:02
 from fd00::100
end 0
`
const NDISC6_NOBODY = `ask fd00::99 ndisc6
Soliciting fd00::99 (fd00::99) on v0...
Timed out.
Timed out.
No response.
end 2
`

test('segmentView() reads who answers', (t) => {
  t.deepEqual(segmentView('10.77.0.100', lookResult('client1', ARPING)), {
    from: 'client1',
    by: 'arping',
    macs: ['02:00:0a:4d:00:0b', '02:00:0a:4d:00:0c'],
  })
  t.deepEqual(segmentView('10.77.0.99', lookResult('client1', NOBODY)), { from: 'client1', by: 'arping', macs: [] })
  t.deepEqual(segmentView('fd00::100', lookResult('client1', NDISC6)), {
    from: 'client1',
    by: 'ndisc6',
    macs: ['02:00:00:00:00:02'],
  })
  t.deepEqual(segmentView('fd00::99', lookResult('client1', NDISC6_NOBODY)).macs, [])
  const neighbour = 'ask 10.77.0.100 neighbours\n10.77.0.100 lladdr 02:00:0a:4d:00:0b DELAY \nend 0\n'
  t.deepEqual(segmentView('10.77.0.100', lookResult('client1', neighbour)).macs, ['02:00:0a:4d:00:0b'])
  const nobody = 'ask 10.77.0.99 neighbours\n10.77.0.99 INCOMPLETE \nend 0\n'
  t.deepEqual(segmentView('10.77.0.99', lookResult('client1', nobody)).macs, [])
})

test('segmentView() says why nobody was asked', (t) => {
  const cannot = (output: string) => segmentView('10.77.0.100', lookResult('client1', output)).cannot
  t.is(cannot(ARPING), undefined)
  t.is(
    cannot('ask 10.77.0.100 arping\narping: Device vec0 not available.\nend 2\n'),
    'arping: Device vec0 not available.',
  )
  t.is(
    cannot('ask 10.77.0.100 neighbours\nneither arping, ndisc6 nor ping is installed\nend 127\n'),
    'neither arping, ndisc6 nor ping is installed',
  )
  t.is(segmentView('10.77.0.100', unasked('client1')).cannot, 'it could not be asked')
})
