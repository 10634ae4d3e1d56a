import test from 'ava'
import { parseIpvsTable } from '../../../../engine/resources/ipvs/table.ts'
import { describedTable } from '../../../../roles/keepalived/checks/table.ts'
import { keepalivedVars } from '../../../../roles/keepalived/vars/vars.ts'
import { judgeTable, judgeUp } from '../../../../roles/kit/ipvs/checks/table.ts'
import { downFaults, tableDifferences } from '../../../../roles/kit/ipvs/differences.ts'
import { keepalivedFixture } from '../../fixture.ts'
import { find } from '../../hosts.ts'

const varied = keepalivedFixture('table-varied.txt')

const servers = (list: object[]) =>
  describedTable(keepalivedVars.parse({ virtual_servers: list }).virtual_servers, find)

const asVaried = [
  {
    vip: '10.77.0.100',
    port: 80,
    mode: 'dr',
    scheduler: 'rr',
    real_servers: [{ host: 'web1' }, { host: 'web2', weight: 1 }],
  },
  {
    vip: '10.77.0.100',
    port: 443,
    mode: 'nat',
    scheduler: 'wrr',
    persistence: { timeout: 300, granularity: '255.255.255.0' },
    real_servers: [
      { host: 'web1', port: 8443, weight: 3 },
      { host: 'web2', port: 8443, weight: 0 },
    ],
  },
  {
    vip: '10.77.0.100',
    port: 53,
    protocol: 'udp',
    mode: 'dr',
    scheduler: 'sh',
    one_packet: true,
    real_servers: [{ host: 'web1' }],
  },
  {
    vip: 'fd00::100',
    port: 80,
    mode: 'dr',
    scheduler: 'mh',
    persistence: { timeout: 60, granularity: 64 },
    real_servers: [{ address: 'fd00::21', weight: 2 }],
  },
  { fwmark: 7, mode: 'tun', persistence: 60, real_servers: [{ host: 'web1', weight: 2 }] },
]

test('parseIpvsTable() reads services by address, by family and by mark', (t) => {
  t.deepEqual(
    [...parseIpvsTable(varied)].map(([name, one]) => [name, one.scheduler, one.persistence, one.granularity]),
    [
      ['tcp 10.77.0.100:80', 'rr', null, null],
      ['tcp 10.77.0.100:443', 'wrr', 300, '255.255.255.0'],
      ['udp 10.77.0.100:53', 'sh', null, null],
      ['tcp [fd00::100]:80', 'mh', 60, '64'],
      ['fwmark 7', 'wlc', 60, null],
    ],
  )
  const unsaid = { upper: 0, lower: 0, others: '' }
  t.deepEqual(parseIpvsTable(varied).get('tcp 10.77.0.100:443')?.servers, [
    { endpoint: '10.77.0.21:8443', mode: 'nat', weight: 3, ...unsaid },
    { endpoint: '10.77.0.22:8443', mode: 'nat', weight: 0, ...unsaid },
  ])
  t.is(parseIpvsTable('').size, 0)
})

test('tableDifferences() is empty for the described table', (t) => {
  t.deepEqual(tableDifferences(servers(asVaried), parseIpvsTable(varied)), [])
})

const web = { vip: '10.77.0.100', port: 80, mode: 'dr', scheduler: 'rr', real_servers: 'real_servers' }
const good = `-A -t 10.77.0.100:80 -s rr
-a -t 10.77.0.100:80 -r 10.77.0.21:80 -g -w 1
-a -t 10.77.0.100:80 -r 10.77.0.22:80 -g -w 2
`

for (const [what, described, seen, difference] of [
  ['nothing', [web], good, undefined],
  ['a missing service', [web], '', 'tcp 10.77.0.100:80 is not in the table'],
  ['a foreign service', [], good, 'tcp 10.77.0.100:80 is in the table, but is not described'],
  ['a scheduler', [web], good.replace('-s rr', '-s wlc'), 'tcp 10.77.0.100:80: scheduler is wlc instead of rr'],
  [
    'persistence',
    [web],
    good.replace('-s rr', '-s rr -p 360'),
    'tcp 10.77.0.100:80: persistence is 360 instead of off',
  ],
  [
    'a mode',
    [web],
    good.replace('-g -w 1', '-m -w 1'),
    'tcp 10.77.0.100:80: web1 (10.77.0.21:80) is reached by nat instead of dr',
  ],
  [
    'a weight',
    [web],
    good.replace('-w 2', '-w 5'),
    'tcp 10.77.0.100:80: web2 (10.77.0.22:80) has weight 5 instead of 2',
  ],
  [
    'a server that is out',
    [web],
    good.replace(/.*22:80.*\n/, ''),
    'tcp 10.77.0.100:80: web2 (10.77.0.22:80) is out: its check fails, or has not been good yet',
  ],
  [
    'nothing of a server of weight 0 that is out',
    [{ ...web, real_servers: [{ host: 'web1' }, { host: 'web2', weight: 0 }] }],
    good.replace(/.*22:80.*\n/, ''),
    undefined,
  ],
  [
    'a server without a check that is missing',
    [{ ...web, check: { none: true } }],
    good.replace(/.*22:80.*\n/, ''),
    'tcp 10.77.0.100:80: web2 (10.77.0.22:80) is not in the table',
  ],
  [
    'a server that is inhibited',
    [{ ...web, inhibit_on_failure: true }],
    good.replace('-w 2', '-w 0'),
    'tcp 10.77.0.100:80: web2 (10.77.0.22:80) has weight 0: its check fails',
  ],
  [
    'a stranger',
    [web],
    `${good}-a -t 10.77.0.100:80 -r 10.77.0.9:80 -g -w 1\n`,
    'tcp 10.77.0.100:80: 10.77.0.9:80 is not described',
  ],
  [
    'a sorry server',
    [{ ...web, sorry_server: { address: '10.77.0.9' } }],
    `${good}-a -t 10.77.0.100:80 -r 10.77.0.9:80 -g -w 1\n`,
    'tcp 10.77.0.100:80: below quorum, the sorry server 10.77.0.9:80 answers',
  ],
] as const) {
  test(`tableDifferences() finds ${what}`, (t) => {
    const table = parseIpvsTable(seen)
    const down = downFaults(servers([...described]), table).map(({ saw }) => saw)
    t.deepEqual(
      [...tableDifferences(servers([...described]), table), ...down],
      difference === undefined ? [] : [difference],
    )
  })
}

test('judgeTable() judges the table that keepalived wrote', (t) => {
  const http = { check: { http: '/' }, real_servers: 'real_servers', mode: 'dr', vip: '10.77.0.100' }
  const described = servers([
    { ...http, port: 80, scheduler: 'rr' },
    { ...http, port: 81, scheduler: 'wlc' },
    { ...http, port: 82, scheduler: 'sh' },
    { ...http, port: 83, scheduler: 'wrr', persistence: 300 },
    { ...http, port: 8080, scheduler: 'wrr' },
    { vip: '10.77.0.100', port: 53, protocol: 'udp', scheduler: 'rr', mode: 'dr', real_servers: 'real_servers' },
  ])
  t.true(judgeTable(described, keepalivedFixture('table-good.txt')).holds)
  t.true(judgeUp(described, keepalivedFixture('table-good.txt')).holds)
  t.true(judgeTable(described, keepalivedFixture('table-web1-down.txt')).holds)
  const down = judgeUp(described, keepalivedFixture('table-web1-down.txt'))
  t.false(down.holds)
  t.is(down.saw.match(/web1 \(\S+\) is out/g)?.length, 5)
})

for (const [up, out, holds] of [
  ['all', /.*22:80.*\n/, false],
  ['any', /.*22:80.*\n/, true],
  ['any', /-a.*\n/g, false],
  ['none', /-a.*\n/g, true],
  [1, /.*22:80.*\n/, true],
  [1, /nothing/, false],
  ['2+', /nothing/, true],
] as const) {
  test(`judgeUp() ${holds ? 'holds' : 'does not hold'} without ${out} where ${up} must be up`, (t) => {
    const verdict = judgeUp(servers([{ ...web, up }]), good.replace(out, ''))
    t.is(verdict.holds, holds, verdict.saw)
  })
}

test('judgeUp() names the same fault, whatever else changes', (t) => {
  const out = good.replace(/.*22:80.*\n/, '')
  const changed = servers([{ ...web, real_servers: [{ host: 'web1', weight: 9 }, { host: 'web2' }] }])
  const faults = ['tcp 10.77.0.100:80 10.77.0.22:80 is down']
  t.deepEqual(judgeUp(servers([web]), out).faults, faults)
  t.deepEqual(judgeUp(changed, out.replace('-w 1', '-w 9')).faults, faults)
})

test('a mode in extra of a real server is known', (t) => {
  const extra = 'lvs_method TUN type gue port 6080'
  const [service] = servers([{ ...web, real_servers: [{ host: 'web1', extra }, { host: 'web2' }] }])
  t.deepEqual(
    service?.servers.map(({ mode }) => mode),
    ['tun', 'dr'],
  )
})
