import { type Answers, given } from '../answers.ts'
import { databasesPlay, witness } from '../playbook/databases.ts'
import { haproxyRole, section, sections } from '../playbook/haproxy.ts'
import { play, playbookText, role } from '../playbook/playbook.ts'
import { makesServers, nginxRole, serverPort } from '../playbook/servers.ts'
import { lines } from '../playbook/text.ts'
import { instance, instances } from '../playbook/vrrp.ts'
import { vip } from './address.ts'
import { shopWriter } from './shop-writer.ts'
import { balancers, clients, databases, directors, webServers } from './tiers.ts'
import type { Tier, Topology } from './topology.ts'

const LOGS = 'forward: "${logs}"'

const logHosts: Tier = {
  group: 'log_hosts',
  title: 'Log hosts',
  purpose: 'they store the log lines of all hosts',
  least: 1,
  most: 1,
  prefix: 'log',
  holds: [],
  opens: () => [{ protocol: 'tcp', port: 2514, program: 'rsyslog' }],
}

export const shop: Topology = {
  name: 'shop',
  goals: ['web'],
  title: 'Three tiers',
  when: 'more traffic than one balancer carries: LVS, then HAProxy, web servers, databases, logs',
  tiers: [
    directors,
    {
      ...balancers('haproxy', () => [80]),
      purpose: 'all of them read requests and choose web servers; add more as traffic grows',
      prefix: 'ha',
      holds: [],
      carries: ['vip'],
    },
    webServers,
    databases('mariadb', 'writer_vip'),
    logHosts,
    clients,
  ],
  asks: [
    ...(['software', 'server_port', 'database', 'vip', 'writer_vip', 'witness', 'interface'] as const),
    ...(['router_id', 'writer_router_id', 'adverts', 'authentication', 'stats_page', 'firewall'] as const),
  ],
  presets: () => ({ server_port: 80 }),
  secrets: ({ authentication, stats_page }) => [
    ...(authentication ? (['VRRP_PASSWORD'] as const) : []),
    ...(stats_page ? (['STATS_PASSWORD'] as const) : []),
    'REPLICATION_PASSWORD',
    'DATABASE_PASSWORD',
  ],
  path: () => [
    { vip: 'vip', group: 'directors', onward: 'unchanged, to the balancer with the fewest connections' },
    { group: 'balancers', onward: 'HTTP, in turn, to servers that are well' },
    { group: 'web_servers', onward: 'SQL, to the server that takes writes' },
    { vip: 'writer_vip', group: 'databases' },
  ],
  aside: () => [
    'Balancers answer clients directly: answers do not pass the directors.',
    'The two databases replicate both ways, and both ping the witness.',
    'All hosts but the clients send their log lines to the log host.',
  ],
  playbook: (answers) =>
    playbookText(
      {
        about:
          'A whole site in three tiers, for more traffic than one balancer can carry: LVS directors spread connections over HAProxy balancers by direct routing, HAProxy reads requests and chooses web servers, and one host stores all logs. Add balancers as traffic grows: all of them are always in use. The web servers share a pair of databases, of which one takes writes.',
        name: given(answers, 'name'),
        vars: [
          vip(answers),
          `database: "${given(answers, 'writer_vip')}" # the virtual address of the database that takes writes`,
          witness(answers),
          'logs: { to: log_hosts, protocol: relp } # each line is confirmed; lines wait on the disk while the log host is down',
        ],
        plays: [logsPlay(answers), pairPlay(answers), webPlay(answers), balancersPlay(answers), directorsPlay(answers)],
      },
      'shop',
    ),
}

function logsPlay(answers: Answers): readonly string[] {
  return play(
    {
      name: 'Logs',
      hosts: 'log_hosts',
      oneByOne: false,
      roles: [
        role('rsyslog', [
          'receive: { protocol: relp, from: [directors, balancers, web_servers, databases] } # /var/log/hosts/HOST.log',
        ]),
      ],
    },
    answers,
  )
}

function pairPlay(answers: Answers): readonly string[] {
  const privileges = 'SELECT, INSERT, UPDATE, DELETE, CREATE'
  return databasesPlay({ engine: 'mariadb', from: 'web_servers', vip: '"${database}"', privileges }, answers, [
    role('rsyslog', [`${LOGS} # logs which database held the address, and when`]),
  ])
}

function webPlay(answers: Answers): readonly string[] {
  const nginx = nginxRole(
    {
      name: 'Web servers',
      group: 'web_servers',
      listen: String(serverPort(answers)),
      balancers: { group: 'balancers' },
      site: [
        'locations:',
        '  - { path: = /client, return: { text: $remote_addr } } # verify reads the client address here',
        '  - { path: = /writer, alias: /run/shop/writer.txt } # which database took the last write',
      ],
    },
    answers,
  )
  return play(
    {
      name: 'Web servers',
      hosts: 'web_servers',
      roles: [role('rsyslog', [LOGS]), ...(makesServers(answers) ? [nginx] : [])],
      tasks: makesServers(answers) ? shopWriter(given(answers, 'database')) : [],
    },
    answers,
  )
}

function balancersPlay(answers: Answers): readonly string[] {
  return play(
    {
      name: 'Balancers',
      hosts: 'balancers',
      roles: [
        role('rsyslog', ['haproxy: {} # HAProxy logs to /var/log/haproxy.log only', LOGS]),
        haproxyRole(
          [
            ...sections(
              'frontends',
              section(
                'name: shop',
                'binds: [80] # on the virtual address on lo, and on its own address, which the directors check',
                "forwardfor: true # LVS keeps the client's address; this header passes it on to the web servers",
                makesServers(answers) && 'client_address: /client',
                'extra: monitor-uri /alive # HAProxy itself answers this, even if all web servers are down',
                'default_backend: web_servers',
              ),
            ),
            ...sections(
              'backends',
              section(
                'name: web_servers',
                'balance: roundrobin',
                'servers: web_servers # the group; each with its host variable weight',
                `port: ${serverPort(answers)}`,
                'check: { http: / }',
              ),
            ),
          ],
          answers,
        ),
        role(
          'real_server',
          ['vip: "${vip}"', 'mode: dr'],
          'After HAProxy: a host that has the address must be able to answer.',
        ),
      ],
    },
    answers,
  )
}

function directorsPlay(answers: Answers): readonly string[] {
  return play(
    {
      name: 'Directors',
      hosts: 'directors',
      serial: 'the director that does not hold the address changes first',
      roles: [
        role('rsyslog', [`${LOGS} # logs which director held the address, and when`]),
        role(
          'keepalived',
          lines(
            ...instances(instance({ name: 'shop', vip: '"${vip}"', routerId: given(answers, 'router_id') }, answers)),
            'virtual_servers:',
            '  - vip: "${vip}"',
            '    port: 80',
            '    mode: dr',
            '    scheduler: wlc # connections differ in length: the balancer with the fewest gets the next',
            '    real_servers: balancers',
            '    check: { http: /alive }',
          ),
        ),
      ],
    },
    answers,
  )
}
