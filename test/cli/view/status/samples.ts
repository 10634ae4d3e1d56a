import type { ClusterStatus, HostStatus, LastRun } from '../../../../engine/status/cluster-status.ts'
import type { PoolStatus, ServerStatus } from '../../../../engine/status/items.ts'

export const lastRun: LastRun = {
  run: '20261130-225720-9bpy',
  command: 'apply',
  playbook: 'Web tier',
  operator: 'anna@desk',
  started: '2026-11-30T22:57:20.000Z',
  outcome: 'committed',
  changes: 14,
}

export const hostOk = (host: string): HostStatus => ({ host, at: `${host}:22`, reached: true, drift: [], lastRun })

export const server = (name: string, more: Partial<ServerStatus> = {}): ServerStatus => ({
  name,
  state: 'up',
  seen: 'UP',
  weight: 1,
  connections: 3,
  rate: 1.5,
  check: 'L7OK/200',
  ...more,
})

export const pool = (balancer: string, servers: readonly ServerStatus[]): PoolStatus => ({
  kind: 'pool',
  balancer,
  program: 'HAProxy',
  name: 'web_servers',
  method: 'roundrobin',
  servers,
})

const front = (balancer: string) =>
  ({
    kind: 'front',
    balancer,
    program: 'HAProxy',
    name: 'web',
    at: ['10.77.0.100:80'],
    open: true,
    seen: 'OPEN',
    connections: 6,
    rate: 3,
  }) as const

/** Two balancers and a server. */
export const small: ClusterStatus = {
  playbook: 'Web tier',
  at: '2026-11-30T23:00:25.123Z',
  healthy: true,
  problems: [],
  notes: [],
  vips: [
    {
      kind: 'vip',
      address: '10.77.0.100',
      holders: [{ host: 'lb1', interface: 'eth0' }],
      standby: ['lb2'],
      segment: [{ from: 'client1', by: 'arping', answers: [{ mac: '02:00:0a:4d:00:0b', host: 'lb1' }] }],
    },
  ],
  fronts: [front('lb1'), front('lb2')],
  pools: [pool('lb1', [server('web1')]), pool('lb2', [server('web1', { connections: 0, rate: 0 })])],
  databases: [],
  daemons: [{ kind: 'daemon', host: 'lb1', program: 'haproxy', state: 'runs' }],
  hosts: ['lb1', 'lb2', 'web1'].map(hostOk),
}

const names = Array.from({ length: 56 }, (_, index) => `web${index + 1}`)
const dead = { state: 'down', seen: 'DOWN', check: 'L4CON', connections: 0, rate: 0 } as const
const servers = names.map((name) =>
  server(name, name === 'web7' ? dead : name === 'web9' ? { state: 'out', seen: 'DRAIN' } : {}),
)

/** Sixty hosts, of which some are not as they must be. */
export const large: ClusterStatus = {
  ...small,
  healthy: false,
  problems: [
    { text: 'web_servers: web7 is DOWN (L4CON)', hosts: ['lb1', 'lb2'] },
    {
      text: 'Cannot reach web7 at 10.77.0.27:22: nothing answers there, and it is worth to look at its power',
      hosts: ['web7'],
    },
    { text: 'drift: file:/etc/motd not as described', hosts: ['web8'] },
  ],
  notes: [{ text: 'web_servers: web9 is DRAIN', hosts: ['lb1', 'lb2'] }],
  pools: [
    pool('lb1', servers),
    pool(
      'lb2',
      servers.map((one) => (one.name === 'web9' ? server('web9') : one)),
    ),
  ],
  databases: [
    {
      kind: 'database',
      host: 'db1',
      engine: 'mariadb',
      mode: 'open',
      epoch: '7',
      channel: 'running',
      lag: 0,
      semisync: 'on',
    },
    { kind: 'database', host: 'db2', engine: 'mariadb', mode: 'unknown' },
  ],
  hosts: [
    ...['lb1', 'lb2', 'db1', 'db2'].map(hostOk),
    ...names.map((name): HostStatus => {
      if (name === 'web7') return { host: name, reached: false }
      if (name === 'web8') return { ...hostOk(name), drift: ['file:/etc/motd'] }
      const lock = { run: '20261130-230000-abcd', operator: 'ben@desk', since: '2026-11-30T23:00:00Z' }
      return name === 'web10' ? { ...hostOk(name), lock } : hostOk(name)
    }),
  ],
}
