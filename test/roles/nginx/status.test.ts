import { readFileSync } from 'node:fs'
import test from 'ava'
import { ALL_UP, atLeast } from '../../../roles/kit/verify/up.ts'
import { readNginx } from '../../../roles/nginx/status/reading.ts'
import { nginxStatus, readStatus } from '../../../roles/nginx/status/status.ts'
import { nginxVars } from '../../../roles/nginx/vars/vars.ts'
import { lookResult } from '../fixture.ts'
import { contextOf, lb1 } from '../hosts.ts'

/** look.sh beside nginx 1.22 with two servers in an upstream, of which the second refuses connections. */
const seen = readFileSync(new URL('fixtures/status.txt', import.meta.url), 'utf8')

const server = (name: string, address: string, more: object = {}) => ({
  name,
  host: undefined,
  address,
  port: 80,
  endpoint: `${address}:80`,
  weight: 1,
  maxFails: 1,
  failTimeout: '10s',
  maxConns: undefined,
  backup: false,
  down: false,
  ...more,
})
const servers = [
  server('web1', '10.77.0.21'),
  server('web2', '10.77.0.22', { weight: 2 }),
  server('web3', '10.77.0.23', { down: true }),
]
const described = {
  fronts: [
    { name: 'web', protocol: 'tcp' as const, listens: [{ address: '10.77.0.100', port: 8080 }] },
    { name: 'tls', protocol: 'tcp' as const, listens: [{ address: undefined, port: 443 }] },
  ],
  pools: [{ name: 'web_servers', method: 'round_robin', up: ALL_UP, isTcp: true, servers }],
}

test('readStatus() tells what nginx does with its servers', (t) => {
  const { items, problems } = readStatus(described, lookResult('lb1', seen))
  const [pool] = items.filter((item) => item.kind === 'pool')
  t.deepEqual(pool?.servers, [
    { name: 'web1', weight: 1, connections: 0, rate: 3.1, state: 'up', seen: 'connects' },
    {
      name: 'web2',
      weight: 2,
      connections: 0,
      rate: 0,
      state: 'down',
      seen: 'no connection',
      check: 'Connection refused',
    },
    { name: 'web3', weight: 0, connections: 0, rate: 0, state: 'out', seen: 'down' },
  ])
  t.deepEqual(
    items.flatMap((item) => (item.kind === 'front' ? [[item.name, item.open, item.connections]] : [])),
    [
      ['web', true, 1],
      ['tls', false, 0],
    ],
  )
  t.deepEqual(
    problems?.map(({ text }) => text),
    ['tls: nothing listens on *:443', 'web_servers: web2 is down (no connection: Connection refused)'],
  )
})

test('readStatus() finds a server that nginx has set aside, although it takes connections', (t) => {
  const answers = seen.replace(/^connect 10\.77\.0\.22.*$/m, 'connect 10.77.0.22 80 0 ')
  const second = (pools = described.pools) => {
    const { items } = readStatus({ fronts: [], pools }, lookResult('lb1', answers))
    return items.flatMap((item) => (item.kind === 'pool' ? (item.servers[1] ?? []) : []))[0]
  }
  t.like(second(), {
    state: 'down',
    seen: 'set aside after 1 failures',
    check: 'connect() failed (111: Connection refused) 5 s ago',
  })
  const patient = servers.map((one) => ({ ...one, maxFails: 3 }))
  t.like(second([{ name: 'a', method: 'x', up: ALL_UP, isTcp: true, servers: patient }]), { state: 'up' })
})

test('readStatus() judges a pool by how many servers must be up', (t) => {
  const pools = described.pools.map((pool) => ({ ...pool, up: atLeast(1) }))
  t.deepEqual(readStatus({ fronts: [], pools }, lookResult('lb1', seen)).problems, [])
  const more = described.pools.map((pool) => ({ ...pool, up: atLeast(2) }))
  t.deepEqual(
    readStatus({ fronts: [], pools: more }, lookResult('lb1', seen)).problems?.map(({ text }) => text),
    ['web_servers: 1 up, and at least 2 is described: web2 is down (no connection: Connection refused)'],
  )
})

test('readNginx() counts addresses of IPv4 and IPv6 sockets together, and only seconds that are over', (t) => {
  const { here, rates } = readNginx(
    [
      'now 1 2026/11/30 23:05:25',
      'here 10.0.0.1:80 2',
      'here [::ffff:10.0.0.1]:80 3',
      'request 5 30/Nov/2026:23:05:25 10.0.0.2:80',
      'request 20 30/Nov/2026:23:05:24 10.0.0.2:80',
      'request 7 30/Nov/2026:23:05:10 10.0.0.2:80',
    ].join('\n'),
  )
  t.is(here.get('10.0.0.1:80'), 5)
  t.is(rates.get('10.0.0.2:80'), 2)
})

test('nginxStatus() does not look at an nginx that has neither sites nor upstreams', (t) => {
  const titles = (vars: object) => nginxStatus(contextOf(nginxVars.parse(vars), lb1, [lb1])).map(({ title }) => title)
  t.deepEqual(titles({}), ['process nginx of lb1'])
  t.deepEqual(titles({ sites: [{ listen: 80, root: '/srv/a' }] }), ['process nginx of lb1', 'nginx of lb1'])
})
