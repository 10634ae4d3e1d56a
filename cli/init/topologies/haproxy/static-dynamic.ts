import { type Answers, given } from '../../answers.ts'
import { section, sections } from '../../playbook/haproxy.ts'
import { play, playbookText, role } from '../../playbook/playbook.ts'
import { makesServers, serverPort, webServersPlay } from '../../playbook/servers.ts'
import { indented, item, lines } from '../../playbook/text.ts'
import { VRRP, vip } from '../address.ts'
import { balancers, clients, webServers } from '../tiers.ts'
import type { Topology } from '../topology.ts'
import { balancersPlay, FORWARDFOR, haproxySecrets, httpCheck, VIA_ADDRESS } from './parts.ts'

const staticServers = {
  ...webServers,
  group: 'static_servers',
  title: 'Static servers',
  purpose: 'they answer /static/ with files',
  prefix: 'static',
} as const
const appServers = {
  ...webServers,
  group: 'app_servers',
  title: 'Application servers',
  purpose: 'they answer everything else',
  prefix: 'app',
} as const

export const haproxyStaticDynamic: Topology = {
  name: 'haproxy-static-dynamic',
  goals: ['web'],
  title: 'HAProxy, static and dynamic',
  when: 'files and the application are on different servers; sessions by cookie',
  tiers: [balancers('haproxy', ({ port }) => [port]), staticServers, appServers, clients],
  asks: ['software', 'port', 'server_port', 'check_path', ...VRRP, 'stats_page', 'firewall'],
  secrets: haproxySecrets,
  path: () => [
    { vip: 'vip', group: 'balancers', onward: 'HTTP: /static/' },
    { group: 'static_servers', onward: 'HTTP: all else, by fewest connections, to its server by cookie' },
    { group: 'app_servers' },
  ],
  aside: () => ['Both kinds of servers get requests from the balancers; answers go back through them.'],
  playbook: (answers) =>
    playbookText(
      {
        about:
          'One site with two kinds of servers behind HAProxy: static files come from file servers (nginx), everything else from the application servers (Apache httpd, to start with). Clients see one address; a client stays with its application server.',
        name: given(answers, 'name'),
        vars: [vip(answers)],
        plays: [
          ...(makesServers(answers) ? [fileServers(answers), applicationServers(answers)] : []),
          balancersPlay(staticDynamic(answers), 'site', answers),
        ],
      },
      'haproxy-static-dynamic',
    ),
}

function staticDynamic(answers: Answers): readonly string[] {
  return [
    ...sections(
      'frontends',
      section(
        'name: site',
        `binds: [{ vip: "\${vip}", port: ${given(answers, 'port')} }] ${VIA_ADDRESS}`,
        FORWARDFOR,
        'acls: # of several acls with one name, one must match',
        '  - { name: is_static, path_beg: /static/ }',
        '  - { name: is_static, host: static.example.com }',
        '  # - { name: is_static, path_end: [.css, .js, .png, .jpg], ignore_case: true }',
        'use_backend:',
        '  - { backend: static, if: is_static }',
        'default_backend: application',
      ),
    ),
    ...sections(
      'backends',
      section(
        'name: static',
        'balance: roundrobin',
        'servers: static_servers',
        `port: ${serverPort(answers)}`,
        'check: { http: /static/ }',
      ),
      section(
        'name: application',
        'balance: leastconn # some requests take longer than others',
        'cookie: { name: SERVER } # a session lives on one server',
        'servers: app_servers # the group; each with its host variable weight',
        `port: ${serverPort(answers)}`,
        httpCheck(answers),
      ),
    ),
  ]
}

function fileServers(answers: Answers): readonly string[] {
  return webServersPlay(
    {
      name: 'Static servers',
      group: 'static_servers',
      listen: String(serverPort(answers)),
      folder: '/srv/files',
      balancers: { group: 'balancers' },
      site: [
        'locations:',
        '  - { path: "^~ /static/", alias: /srv/files, expires: 1h } # browsers ask again after an hour',
      ],
      content: 'file of ${inventory_hostname}',
    },
    answers,
  )
}

function applicationServers(answers: Answers): readonly string[] {
  const site = item([
    `listen: ${serverPort(answers)}`,
    'root: /srv/application',
    'real_ip: { from: balancers }',
    'content: |',
    '  application on ${inventory_hostname}',
  ])
  return play(
    {
      name: 'Application servers',
      hosts: 'app_servers',
      roles: [role('apache', lines('sites:', indented(1, site)))],
    },
    answers,
  )
}
