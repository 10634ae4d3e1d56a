import test from 'ava'
import type { LookResult } from '../../../../../engine/check.ts'
import { sh } from '../../../../../engine/shell.ts'
import { pathCheck } from '../../../../../roles/kit/ipvs/checks/path.ts'
import { lookResult } from '../../../fixture.ts'
import { client1, lb1, lb2, web1, web2 } from '../../../hosts.ts'

const service = (mode: 'dr' | 'nat' | 'tun') => ({ name: 'tcp 10.77.0.100:80', mode, realServers: [web1, web2] })
const observers = { directors: [lb1, lb2], witnesses: [client1.name] }
const asked = { asking: () => ({ run: sh`true` }), requests: 40, expects: null }

function judged(mode: 'nat' | 'tun', results: readonly LookResult[]) {
  return pathCheck(service(mode), asked, observers)?.judge(results)
}

const table = (outgoing: number) => `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
  -> RemoteAddress:Port
TCP  10.77.0.100:80                     40      240       ${outgoing}    15800        0
  -> 10.78.0.21:8080                    20      120       ${outgoing / 2}     7900        0
`
const client = lookResult('client1', '10 of 10 requests were answered')
const refused = lookResult('client1', '0 of 3 requests were answered', 1)
const missing = lookResult('lb2', 'sh: 1: ipvsadm: not found', 127)

for (const [what, answer, after, holds, saw] of [
  ['answers that pass', client, 90, true, '50 packets of answers were translated'],
  ['answers that do not', client, 40, false, '0 packets of answers were translated'],
  [
    'a client without an answer',
    refused,
    44,
    false,
    'client1: 0 of 3 requests were answered; 4 packets of answers were translated',
  ],
] as const) {
  test(`pathCheck() of nat judges ${what}`, (t) => {
    const results = [lookResult('lb1', table(40)), missing, answer, lookResult('lb1', table(after)), missing]
    t.deepEqual(judged('nat', results), { holds, saw })
  })
}

for (const [what, after, holds, saw] of [
  ['tunnels that are used', ['105\n', '37\n'], true, '42 packets came out of tunnels'],
  ['tunnels that are not', ['100\n', '0\n'], false, '0 packets came out of tunnels'],
] as const) {
  test(`pathCheck() of tun judges ${what}`, (t) => {
    const results = [lookResult('web1', '100\n'), lookResult('web2', '0\n'), client]
    t.deepEqual(judged('tun', [...results, ...after.map((read) => lookResult('web', read))]), { holds, saw })
  })
}

test('pathCheck() is undefined for dr, and if a host with counters is not connected', (t) => {
  const silent = { ...web1, facts: undefined }
  t.is(pathCheck(service('dr'), asked, observers), undefined)
  t.is(pathCheck({ ...service('tun'), realServers: [silent] }, asked, observers), undefined)
  t.is(pathCheck({ ...service('tun'), realServers: [] }, asked, observers), undefined)
  t.is(pathCheck(service('nat'), asked, { ...observers, directors: [lb1, { ...lb2, facts: undefined }] }), undefined)
})
