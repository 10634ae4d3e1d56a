import { readFileSync } from 'node:fs'
import test from 'ava'
import type { DescribedServer, DescribedService } from '../../../../roles/kit/ipvs/table.ts'
import { readIpvs } from '../../../../roles/kit/status/ipvs.ts'
import { ALL_UP, atLeast } from '../../../../roles/kit/verify/up.ts'
import { lookResult, unasked } from '../../fixture.ts'

/** ipvsadm 1.31 on a director with the lab's kernel, a second after requests. */
const TABLE = readFileSync(new URL('fixtures/ipvs.txt', import.meta.url), 'utf8')

const server = (name: string, endpoint: string, more: Partial<DescribedServer> = {}): DescribedServer => ({
  name,
  endpoint,
  mode: 'dr',
  weight: 1,
  checked: true,
  inhibited: false,
  weighsItself: false,
  ...more,
})

const service = (
  name: string,
  servers: readonly DescribedServer[],
  more: Partial<DescribedService> = {},
): DescribedService => ({
  name,
  scheduler: 'wrr',
  persistence: null,
  granularity: null,
  onePacket: false,
  servers,
  sorryServer: undefined,
  up: ALL_UP,
  ...more,
})

const [web1, web2, web3, web4] = [
  server('web1', '10.77.0.21:80'),
  server('web2', '10.77.0.22:80', { weight: 2 }),
  server('web3', '10.77.0.23:80'),
  server('web4', '10.77.0.24:80'),
]
const web = service('tcp 10.77.0.100:80', [web1, web2, web3, web4])

test('readIpvs() tells each service with its servers, connections and rates', (t) => {
  const { items } = readIpvs([web], lookResult('lb1', TABLE))
  const pools = items.filter((item) => item.kind === 'pool')
  t.deepEqual(
    pools.map(({ name, method }) => [name, method]),
    [
      ['tcp 10.77.0.100:80', 'wrr, dr'],
      ['tcp 10.77.0.100:443', 'rr, nat'],
      ['udp 10.77.0.100:53', 'rr'],
      ['tcp [fd00::100]:80', 'wlc, dr'],
      ['fwmark 7', 'wlc, tun'],
      ['fwmark 7 IPv6', 'wlc, tun'],
    ],
  )
  t.deepEqual(pools[0]?.servers, [
    { name: 'web1', state: 'up', seen: 'in the table', weight: 1, connections: 0, rate: 1 },
    { name: 'web2', state: 'up', seen: 'in the table', weight: 2, connections: 0, rate: 2 },
    { name: 'web3', state: 'out', seen: 'weight 0', weight: 0, connections: 0, rate: 0 },
    { name: 'web4', state: 'down', seen: 'not in the table' },
  ])
})

test('readIpvs() finds the numbers of each service, also of those of IPv6 and of marks', (t) => {
  const busy = TABLE.replaceAll(/(Route|Masq|Tunnel)( +\d+ +)0/g, (_, how, weight) => `${how}${weight}${how.length}`)
  const { items } = readIpvs([], lookResult('lb1', busy))
  t.deepEqual(
    items.flatMap((item) => (item.kind === 'pool' ? item.servers.map((one) => [one.name, one.connections]) : [])),
    [
      ['10.77.0.21:80', 5],
      ['10.77.0.22:80', 5],
      ['10.77.0.23:80', 5],
      ['10.77.0.21:8443', 4],
      ['[fd00::21]:80', 5],
      ['10.77.0.21:0', 6],
      ['[fd00::21]:0', 6],
    ],
  )
})

test('readIpvs() calls a server drained that has weight 0, and down where a check sets that', (t) => {
  const reading = (servers: readonly DescribedServer[], more: Partial<DescribedService> = {}) => {
    const { problems, notes } = readIpvs([service(web.name, servers, more)], lookResult('lb1', TABLE))
    return [problems?.map(({ text }) => text), notes?.map(({ text }) => text)]
  }
  t.deepEqual(reading([web1, web3]), [[], ['tcp 10.77.0.100:80: web3 is at weight 0']])
  t.deepEqual(reading([web1, { ...web3, inhibited: true }]), [
    ['tcp 10.77.0.100:80: web3 (10.77.0.23:80) has weight 0: its check fails'],
    [],
  ])
  t.deepEqual(reading([web1, web4])[0], [
    'tcp 10.77.0.100:80: web4 (10.77.0.24:80) is out: its check fails, or has not been good yet',
  ])
  t.deepEqual(reading([web1, web4], { up: atLeast(1) })[0], [])
})

test('readIpvs() tells of a service that is missing, and why the table cannot be read', (t) => {
  const missing = readIpvs([service('tcp 10.77.0.9:80', [])], lookResult('lb1', TABLE)).problems
  t.deepEqual(missing, [{ text: 'tcp 10.77.0.9:80 is not in the IPVS table', host: 'lb1' }])
  const refused = readIpvs([web], lookResult('lb1', 'sh: ipvsadm: not found\n', 127)).problems
  t.deepEqual(refused, [{ text: 'the IPVS table cannot be read: sh: ipvsadm: not found', host: 'lb1' }])
  t.deepEqual(readIpvs([web], unasked('lb1')), { items: [] })
})
