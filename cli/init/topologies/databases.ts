import { type Answers, given } from '../answers.ts'
import { ALL_OF_A_DATABASE, databasesPlay, witness } from '../playbook/databases.ts'
import { balancerAddress, haproxyRole } from '../playbook/haproxy.ts'
import { play, playbookText } from '../playbook/playbook.ts'
import { vip } from './address.ts'
import { haproxySecrets } from './haproxy/parts.ts'
import { balancers, clients, databases } from './tiers.ts'
import type { SecretName, Topology } from './topology.ts'

const PAIR_SECRETS = ['REPLICATION_PASSWORD', 'DATABASE_PASSWORD'] as const

function pairSecrets({ authentication }: Answers): readonly SecretName[] {
  return [...(authentication ? (['VRRP_PASSWORD'] as const) : []), ...PAIR_SECRETS]
}

function pairAside(address: string): readonly string[] {
  return [
    `The two databases replicate both ways; the one that holds ${address} takes writes.`,
    'Both ping the witness: a server that does not reach it serves nobody.',
  ]
}

/** A pair must have somebody who may log in. */
const users = {
  ...clients,
  least: 1,
  title: 'Clients of the database',
  purpose: 'they may log in; checks look at the databases from these hosts, and nothing is changed there',
} as const

function pair(engine: 'mariadb' | 'mysql', product: string, when: string): Topology {
  return {
    name: `${engine}-dual-master`,
    goals: ['database'],
    title: `${product} pair`,
    when,
    tiers: [databases(engine, 'vip'), users],
    asks: ['database', 'vip', 'witness', 'interface', 'router_id', 'adverts', 'authentication', 'firewall'],
    secrets: pairSecrets,
    path: () => [{ vip: 'vip', group: 'databases' }],
    aside: () => pairAside('the address'),
    playbook: (answers) =>
      playbookText(
        {
          about: `Two ${product} servers that replicate both ways. A virtual address is on the one that takes writes; the other one is read-only and follows. A guard on each server decides which one is open, so that never two are.`,
          name: given(answers, 'name'),
          vars: [vip(answers), witness(answers)],
          plays: [databasesPlay({ engine, from: 'clients', vip: '"${vip}"', privileges: ALL_OF_A_DATABASE }, answers)],
        },
        `${engine}-dual-master`,
      ),
  }
}

export const mariadbPair = pair(
  'mariadb',
  'MariaDB',
  'clients connect to the address of the server that takes writes; Debian has its packages',
)
export const mysqlPair = pair(
  'mysql',
  'MySQL',
  'the same with MySQL, whose packages come from its own archive or from Debian sid',
)

export const mysqlHaproxy: Topology = {
  name: 'mysql-haproxy',
  goals: ['database'],
  title: 'MySQL pair behind HAProxy',
  when: 'clients need not reach the databases: HAProxy asks which one takes writes',
  tiers: [
    databases('mysql', 'writer_vip'),
    balancers('haproxy', ({ port }) => [port]),
    { ...clients, title: 'Clients of the database' },
  ],
  asks: [
    ...(['database', 'port', 'vip', 'writer_vip', 'witness', 'interface', 'router_id', 'writer_router_id'] as const),
    ...(['adverts', 'authentication', 'stats_page', 'firewall'] as const),
  ],
  presets: () => ({ port: 3307 }),
  secrets: (answers) => [...haproxySecrets(answers), ...PAIR_SECRETS],
  path: () => [
    { vip: 'vip', group: 'balancers', onward: 'TCP 3306, to the server whose guard says that it is open' },
    { vip: 'writer_vip', group: 'databases' },
  ],
  aside: () => pairAside('their address'),
  playbook: (answers) =>
    playbookText(
      {
        about: `Two MySQL servers that replicate both ways, behind HAProxy: clients connect to port ${given(answers, 'port')} of a virtual address that two balancers share. HAProxy asks the guard of each database which one is open, and passes connections on to that one.`,
        name: given(answers, 'name'),
        vars: [
          `vip: "${given(answers, 'vip')}" # of the balancers, for clients`,
          `writer: "${given(answers, 'writer_vip')}" # of the databases: it makes one of them the writer, and nobody needs to connect to it`,
          witness(answers),
        ],
        plays: [
          databasesPlay(
            { engine: 'mysql', from: 'balancers', vip: '"${writer}"', privileges: ALL_OF_A_DATABASE },
            answers,
          ),
          play(
            {
              name: 'Balancers',
              hosts: 'balancers',
              serial: 'the balancer that does not hold the address changes first',
              roles: [haproxyRole(databaseListen(answers), answers), balancerAddress('haproxy', 'db', answers)],
            },
            answers,
          ),
        ],
      },
      'mysql-haproxy',
    ),
}

function databaseListen(answers: Answers): readonly string[] {
  return [
    'listens:',
    '  - name: db',
    '    mode: tcp',
    `    binds: [{ vip: "\${vip}", port: ${given(answers, 'port')} }] # also listens while the other balancer has the address`,
    '    servers: [{ host: "databases[0]" }, { host: "databases[1]", backup: true }] # one is active (rule 38)',
    '    port: 3306',
    '    check: { http: /, port: 3380 } # the guard: 200 only while its server is open (rule 37)',
    '    up: 1 # the other one is rightly down',
    '    # A new writer is found within a second, and connections to the old one end.',
    '    default_server:',
    '      inter: 500ms',
    '      fastinter: 500ms',
    '      downinter: 500ms',
    '      fall: 2',
    '      rise: 1',
    '      on_marked_down: shutdown-sessions',
    '    timeouts: { client: 1h, server: 1h } # idle connections of pools',
  ]
}
