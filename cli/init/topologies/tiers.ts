import type { Answers } from '../answers.ts'
import { makesServers } from '../playbook/servers.ts'
import type { Port, Tier } from './topology.ts'

const none = (): readonly Port[] => []

/** nginx with a test page, if the playbook makes it. */
function nginxOnServers(answers: Answers): readonly Port[] {
  const port = answers.server_port ?? answers.port
  return makesServers(answers) && port !== undefined ? [{ protocol: 'tcp', port, program: 'nginx' }] : []
}

export const clients: Tier = {
  group: 'clients',
  title: 'Clients',
  purpose: 'checks look at the service from these hosts, and nothing is changed there',
  least: 0,
  most: 100,
  prefix: 'client',
  holds: [],
  lab: '{ role: client }',
  onlyLooksFrom: true,
  opens: none,
}

export const directors: Tier = {
  group: 'directors',
  title: 'LVS directors',
  purpose: 'one holds the virtual address and balances in its kernel; the other one takes over',
  least: 1,
  most: 16,
  prefix: 'lb',
  holds: ['vip'],
  ipvs: true,
  opens: none,
}

export const realServers: Tier = {
  group: 'real_servers',
  title: 'Real servers',
  purpose: 'they answer clients',
  least: 1,
  most: 1000,
  prefix: 'web',
  holds: [],
  carries: ['vip'],
  opens: nginxOnServers,
}

export const webServers: Tier = {
  ...realServers,
  group: 'web_servers',
  title: 'Web servers',
  carries: [],
}

/** Two hosts with a program that balances. */
export function balancers(
  program: 'haproxy' | 'nginx',
  ports: (answers: Answers) => readonly (number | undefined)[],
): Tier {
  return {
    group: 'balancers',
    title: 'Balancers',
    purpose: `one holds the virtual address, and its ${program === 'haproxy' ? 'HAProxy' : 'nginx'} balances; the other one takes over`,
    least: 1,
    most: 16,
    prefix: 'lb',
    holds: ['vip'],
    opens: (answers) => [
      ...ports(answers)
        .filter((port) => port !== undefined)
        .map((port) => ({ protocol: answers.goal === 'udp' ? 'udp' : 'tcp', port, program }) as const),
      ...(answers.stats_page ? [{ protocol: 'tcp', port: 8404, program } as const] : []),
    ],
  }
}

/** A pair of database servers. */
export function databases(engine: 'mariadb' | 'mysql', vip: 'vip' | 'writer_vip'): Tier {
  return {
    group: 'databases',
    title: 'Databases',
    purpose: 'two servers that replicate both ways: one takes writes, the other one follows',
    least: 2,
    most: 2,
    prefix: 'db',
    holds: [vip],
    // Only Debian's unstable release has MySQL as a package.
    lab: engine === 'mysql' ? '{ image: sid, memory: 1024 }' : '{ memory: 1024 }',
    opens: () => [
      { protocol: 'tcp', port: 3306, program: engine },
      { protocol: 'tcp', port: 3380, program: 'the guard' },
    ],
  }
}
