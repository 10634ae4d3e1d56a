import test from 'ava'
import { listenersFor } from '../../../../roles/kit/looks/listeners.ts'
import { lookResult } from '../../fixture.ts'

for (const [what, address, output, found] of [
  ['every address', '10.77.0.100', 'LISTEN 0      128    0.0.0.0:8080 0.0.0.0:*\n', ['0.0.0.0:8080']],
  ['its own address', '10.77.0.55', 'LISTEN 0      128    10.77.0.55:8081 0.0.0.0:*\n', ['10.77.0.55:8081']],
  ['another address', '10.77.0.100', 'LISTEN 0      128    10.77.0.55:8081 0.0.0.0:*\n', []],
  ['both families', '10.77.0.100', 'LISTEN 0      128    *:8082 *:*\n', ['*:8082']],
  ['UDP', '10.77.0.100', 'UNCONN 0      0      0.0.0.0:53 0.0.0.0:*\n', ['0.0.0.0:53']],
  ['nothing', '10.77.0.100', '', []],
] as const) {
  test(`listenersFor() reads a socket on ${what}`, (t) => {
    t.deepEqual(listenersFor(address, lookResult('web1', output)), [...found])
  })
}
