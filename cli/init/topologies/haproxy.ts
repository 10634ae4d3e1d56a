import { type Answers, given } from '../answers.ts'
import { balancerAddress, HAPROXY_LOG, haproxyRole, section, sections } from '../playbook/haproxy.ts'
import { play, playbookText, role } from '../playbook/playbook.ts'
import { CLIENT_PATH, makesServers, serverPort, webServersPlay } from '../playbook/servers.ts'
import { indented, item, type Line, lines } from '../playbook/text.ts'
import { balancers, clients, webServers } from './tiers.ts'
import type { SecretName, Topology } from './topology.ts'

export function haproxySecrets({ authentication, stats_page }: Answers): readonly SecretName[] {
  return [...(authentication ? (['VRRP_PASSWORD'] as const) : []), ...(stats_page ? (['STATS_PASSWORD'] as const) : [])]
}

const VRRP = ['vip', 'interface', 'router_id', 'adverts', 'authentication'] as const
const FORWARDFOR = 'forwardfor: true # passes the client address on to the servers'

/** A play with rsyslog, HAProxy and the address. */
function balancersPlay(haproxy: readonly string[], name: string, answers: Answers, stays?: string): readonly string[] {
  return play(
    {
      name: 'Balancers',
      hosts: 'balancers',
      serial: 'the balancer that does not hold the address changes first',
      roles: [HAPROXY_LOG, haproxyRole(haproxy, answers), balancerAddress('haproxy', name, answers, stays)],
    },
    answers,
  )
}

function backend(name: string, answers: Answers, ...more: readonly Line[]): readonly string[] {
  return section(
    `name: ${name}`,
    'balance: roundrobin # or leastconn; source sends a client always to the same server',
    `servers: ${name} # the group; each with its host variable weight`,
    `port: ${serverPort(answers)}`,
    ...more,
  )
}

function httpCheck({ check_path = '/' }: Answers): string {
  return `check: { http: ${check_path} } # every two seconds; 200 to 399 is well`
}

/** verify reads the client's address from init's test page only. */
function clientAddress(answers: Answers): string {
  return makesServers(answers)
    ? 'client_address: /client'
    : '# client_address: /whoami # a path that returns what the servers take for the client'
}

function vip(answers: Answers): string {
  return `vip: "${given(answers, 'vip')}" # the address for clients`
}

const VIA_ADDRESS = '# also listens while the other balancer has the address'

export const haproxyHttp: Topology = {
  name: 'haproxy-http',
  goals: ['web'],
  title: 'HAProxy for HTTP',
  when: 'requests are read: paths, names, cookies, health checks, a log of requests',
  tiers: [balancers('haproxy', ({ port }) => [port]), webServers, clients],
  asks: ['software', 'port', 'server_port', 'check_path', ...VRRP, 'stats_page', 'firewall'],
  secrets: haproxySecrets,
  path: () => [
    { vip: 'vip', group: 'balancers', onward: 'HTTP, in turn, to servers that are well' },
    { group: 'web_servers' },
  ],
  aside: () => ['Answers go back through the balancer.'],
  playbook: (answers) =>
    playbookText(
      {
        about:
          'Web servers behind HAProxy: two balancers share a virtual address. HAProxy reads every request, checks all web servers, and chooses a healthy one. When HAProxy stops, the address moves to the other balancer.',
        name: given(answers, 'name'),
        vars: [vip(answers)],
        plays: [
          ...(makesServers(answers) ? [plainWebServers(answers)] : []),
          balancersPlay(
            [
              ...sections(
                'frontends',
                section(
                  'name: web',
                  `binds: [{ vip: "\${vip}", port: ${given(answers, 'port')} }] ${VIA_ADDRESS}`,
                  FORWARDFOR,
                  clientAddress(answers),
                  'default_backend: web_servers',
                ),
              ),
              ...sections('backends', backend('web_servers', answers, httpCheck(answers))),
            ],
            'web',
            answers,
          ),
        ],
      },
      'haproxy-http',
    ),
}

/** @param what the look-up of what the test page answers for */
function plainWebServers(answers: Answers, what = 'vip'): readonly string[] {
  return webServersPlay(
    {
      name: 'Web servers',
      group: 'web_servers',
      listen: String(serverPort(answers)),
      balancers: { group: 'balancers' },
      site: [CLIENT_PATH],
      content: `\${inventory_hostname} answers for \${${what}}`,
    },
    answers,
  )
}

/** To start with; the operator's own comes from a secret. */
const CERTIFICATE = [
  'certificates:',
  '  # Made on each host, to start with: browsers do not trust it. Your own, its chain and its key as one PEM, is a secret:',
  '  # evenkeel secrets set SITE_PEM -i hosts.yml < site.pem, and then: { name: site, pem: "${secret:SITE_PEM}" }',
  '  - { name: site, self_signed: ["${site}", "${vip}"] }',
]

export const haproxyTls: Topology = {
  name: 'haproxy-tls',
  goals: ['web'],
  title: 'HAProxy with TLS',
  when: 'https, and the certificate is on the balancers only; servers get plain HTTP',
  tiers: [balancers('haproxy', () => [80, 443]), webServers, clients],
  asks: ['site', 'software', 'server_port', 'check_path', ...VRRP, 'stats_page', 'firewall'],
  presets: () => ({ server_port: 80 }),
  secrets: haproxySecrets,
  path: () => [
    { vip: 'vip', group: 'balancers', onward: 'plain HTTP, in turn, to servers that are well' },
    { group: 'web_servers' },
  ],
  aside: () => ['Requests on port 80 are redirected to https.', 'Answers go back through the balancer.'],
  playbook: (answers) =>
    playbookText(
      {
        about:
          'Web servers behind HAProxy that terminates TLS: clients use https, the balancers have the certificate, and the web servers get plain HTTP. Two balancers share a virtual address.',
        name: given(answers, 'name'),
        vars: [vip(answers), `site: "${given(answers, 'site')}" # the name in the certificate`],
        plays: [
          ...(makesServers(answers) ? [plainWebServers(answers, 'site')] : []),
          balancersPlay(
            [
              ...CERTIFICATE,
              ...sections(
                'frontends',
                section(
                  'name: web',
                  'binds:',
                  '  - { vip: "${vip}", port: 80 }',
                  '  - { vip: "${vip}", port: 443, ssl: site } # also with HTTP/2',
                  'redirects: [{ scheme: https, code: 301 }] # requests without TLS',
                  'forwardfor: true # passes the client address and the use of https on to the web servers',
                  '# If browsers trust the certificate:',
                  '# response_headers: [{ set: Strict-Transport-Security, value: max-age=31536000 }]',
                  clientAddress(answers),
                  'default_backend: web_servers',
                ),
              ),
              ...sections('backends', backend('web_servers', answers, httpCheck(answers))),
            ],
            'web',
            answers,
          ),
        ],
      },
      'haproxy-tls',
    ),
}

const PROXY_PROTOCOL = 'default_server: { send_proxy: v2 } # the PROXY protocol tells the servers the client address'

export const haproxyTlsPassthrough: Topology = {
  name: 'haproxy-tls-passthrough',
  goals: ['web', 'tcp'],
  title: 'HAProxy that passes TLS on',
  when: 'private keys stay on the servers: no balancer can read the requests',
  tiers: [balancers('haproxy', ({ port }) => [port]), webServers, clients],
  asks: ['site', 'software', 'port', 'server_port', 'proxy_protocol', ...VRRP, 'stats_page', 'firewall'],
  presets: () => ({ port: 443 }),
  secrets: haproxySecrets,
  path: () => [
    { vip: 'vip', group: 'balancers', onward: 'TLS as it came, a client always to the same server' },
    { group: 'web_servers' },
  ],
  aside: ({ proxy_protocol }) => [
    proxy_protocol
      ? 'Servers learn the client address by the PROXY protocol.'
      : "Servers see the balancer's address instead of the client's.",
    'Answers go back through the balancer.',
  ],
  playbook: (answers) =>
    playbookText(
      {
        about:
          'Servers that terminate TLS, behind HAProxy that passes it on: only the servers have the keys, and no balancer can read the requests. Two balancers share a virtual address.',
        name: given(answers, 'name'),
        vars: [vip(answers), `site: "${given(answers, 'site')}"`],
        plays: [
          ...(makesServers(answers) ? [tlsServers(answers)] : []),
          balancersPlay(
            [
              'peers: {} # the balancers share the stick table: a client keeps its server when the address moves',
              ...sections(
                'frontends',
                section(
                  'name: tls',
                  'mode: tcp',
                  `binds: [{ vip: "\${vip}", port: ${given(answers, 'port')} }] ${VIA_ADDRESS}`,
                  '# Several sites, each with its own servers, by the server name (SNI) of the TLS handshake:',
                  '# inspect_delay: 5s',
                  '# acls: [{ name: is_mail, sni: mail.example.com }]',
                  '# use_backend: [{ backend: mail_servers, if: is_mail }]',
                  'default_backend: web_servers',
                ),
              ),
              ...sections(
                'backends',
                section(
                  'name: web_servers',
                  'mode: tcp',
                  'balance: roundrobin',
                  'stick: { on: src } # a client resumes its TLS session on the same server',
                  'servers: web_servers # the group; each with its host variable weight',
                  `port: ${serverPort(answers)}`,
                  answers.proxy_protocol ? PROXY_PROTOCOL : `# ${PROXY_PROTOCOL}`,
                  'check: { tcp: true } # connects; { ssl_hello: true } greets, too',
                ),
              ),
            ],
            'tls',
            answers,
            'a move ends every connection',
          ),
        ],
      },
      'haproxy-tls-passthrough',
    ),
}

function tlsServers(answers: Answers): readonly string[] {
  return webServersPlay(
    {
      name: 'Web servers',
      group: 'web_servers',
      listen: `${serverPort(answers)} ssl${answers.proxy_protocol ? ' proxy_protocol' : ''}`,
      balancers: { group: 'balancers', ...(answers.proxy_protocol ? { header: 'proxy_protocol' as const } : {}) },
      before: CERTIFICATE,
      site: ['tls: { certificate: site }'],
      content: '${inventory_hostname} answers for ${site}',
    },
    answers,
  )
}

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
