import test from 'ava'
import { parseConnections } from '../../../../roles/kit/ipvs/balancing.ts'

const PRINTED = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.77.0.100:80 wrr persistent 300
  -> 10.77.0.21:80                Route   0      3          5         
  -> 10.77.0.22:80                Route   2      7          0         
TCP  [fd00::100]:80 rr
  -> [fd00::21]:80                Route   1      1          0         
UDP  10.77.0.100:53 rr
  -> 10.77.0.21:53                Masq    1      0          4         
FWM  1 rr
  -> 10.77.0.21:0                 Route   1      0          0         
FWM  1 IPv6 rr
`

test('parseConnections() reads weights and open connections of each service', (t) => {
  const seen = parseConnections(PRINTED)
  t.deepEqual(
    [...seen.keys()],
    ['tcp 10.77.0.100:80', 'tcp [fd00::100]:80', 'udp 10.77.0.100:53', 'fwmark 1', 'fwmark 1 IPv6'],
  )
  t.deepEqual(
    [...(seen.get('tcp 10.77.0.100:80') ?? [])],
    [
      ['10.77.0.21:80', { weight: 0, connections: 3, up: undefined }],
      ['10.77.0.22:80', { weight: 2, connections: 7, up: true }],
    ],
  )
  t.deepEqual(seen.get('tcp [fd00::100]:80')?.get('[fd00::21]:80'), { weight: 1, connections: 1, up: true })
  t.is(seen.get('udp 10.77.0.100:53')?.get('10.77.0.21:53')?.connections, 4)
})
