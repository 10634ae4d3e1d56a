import { type Answers, given } from '../answers.ts'
import { balancerAddress } from '../playbook/haproxy.ts'
import { play, playbookText, role } from '../playbook/playbook.ts'
import { makesServers, serverPort, webServersPlay } from '../playbook/servers.ts'
import { indented, item, type Line, lines } from '../playbook/text.ts'
import { passedOn, VRRP, vip } from './address.ts'
import { balancers, clients, webServers } from './tiers.ts'
import type { Topology } from './topology.ts'

const secrets: Topology['secrets'] = ({ authentication }) => (authentication ? ['VRRP_PASSWORD'] : [])

function balancersPlay(nginx: readonly string[], name: string, answers: Answers, stays?: string): readonly string[] {
  return play(
    {
      name: 'Balancers',
      hosts: 'balancers',
      serial: 'the balancer that does not hold the address changes first',
      roles: [
        role('nginx', nginx, 'Before keepalived: the address moves only to a balancer that can answer.'),
        balancerAddress('nginx', name, answers, stays),
      ],
    },
    answers,
  )
}

/** `KEY:` with one item. */
function list(key: string, ...all: readonly Line[]): readonly string[] {
  return lines(`${key}:`, indented(1, item(lines(...all))))
}

const FAILS = ['max_fails: 1 # after one failure, a server gets nothing for 10 s', 'fail_timeout: 10s'] as const

export const nginxHttp: Topology = {
  name: 'nginx-http',
  goals: ['web'],
  title: 'nginx for HTTP',
  when: 'as HAProxy for HTTP, if you already run nginx; the request that fails finds a dead server',
  tiers: [balancers('nginx', ({ port }) => [port]), webServers, clients],
  asks: ['software', 'port', 'server_port', ...VRRP, 'firewall'],
  secrets,
  path: () => [
    { vip: 'vip', group: 'balancers', onward: 'HTTP, in turn; a failed request goes to another server' },
    { group: 'web_servers' },
  ],
  aside: () => ['Answers go back through the balancer.'],
  playbook: (answers) =>
    playbookText(
      {
        about:
          'Web servers behind nginx: two balancers share a virtual address. nginx reads every request, chooses a web server, and tries another one if that fails. When nginx stops, the address moves to the other balancer.',
        name: given(answers, 'name'),
        vars: [vip(answers)],
        plays: [
          ...(makesServers(answers)
            ? [
                webServersPlay(
                  {
                    name: 'Web servers',
                    group: 'web_servers',
                    listen: String(serverPort(answers)),
                    balancers: { group: 'balancers' },
                  },
                  answers,
                ),
              ]
            : []),
          balancersPlay(httpBalancer(answers), 'web', answers),
        ],
      },
      'nginx-http',
    ),
}

function httpBalancer(answers: Answers): readonly string[] {
  const clientAddress = makesServers(answers) ? ', client_address: true' : ''
  return [
    ...list(
      'upstreams',
      'name: web',
      'servers: web_servers # the group; each with its host variable weight',
      serverPort(answers) === 80 ? undefined : `port: ${serverPort(answers)}`,
      'method: round_robin # or least_conn; ip_hash keeps a client with its server',
      ...FAILS,
      'keepalive: 16',
    ),
    ...list(
      'sites',
      'name: web',
      `listen: ${given(answers, 'port')}`,
      'default: true',
      'access_log: true',
      'locations:',
      '  - path: /',
      '    proxy_pass: web',
      '    timeouts: { connect: 2s, read: 30s }',
      '    # A POST that was already sent to a server is retried on another one only with non_idempotent.',
      '    next_upstream: { on: [error, timeout, http_502, http_503], tries: 2 }',
      makesServers(answers)
        ? `    verify: { requests: 20${clientAddress} } # answers are counted by server, and their logs are read`
        : '    # verify: { requests: 20 } # it would count answers by server, if each answers differently',
    ),
  ]
}

export const nginxStream: Topology = {
  name: 'nginx-stream',
  goals: ['tcp', 'udp'],
  title: 'nginx for TCP and UDP',
  when: 'any protocol through a balancer of its own connections, if you already run nginx',
  tiers: [
    balancers('nginx', ({ port }) => [port]),
    { ...webServers, group: 'servers', title: 'Servers', prefix: 'srv' },
    clients,
  ],
  asks: ['software', 'port', 'server_port', 'proxy_protocol', ...VRRP, 'firewall'],
  secrets,
  path: () => [
    { vip: 'vip', group: 'balancers', onward: 'its own connection, to the server with the fewest' },
    { group: 'servers' },
  ],
  aside: passedOn,
  playbook: (answers) =>
    playbookText(
      {
        about:
          'A service behind nginx: two balancers share a virtual address. nginx passes each connection on to a server without reading its data.',
        name: given(answers, 'name'),
        vars: [vip(answers)],
        plays: [
          ...(makesServers(answers)
            ? [
                webServersPlay(
                  {
                    name: 'Servers',
                    group: 'servers',
                    listen: `${serverPort(answers)}${answers.proxy_protocol ? ' proxy_protocol' : ''}`,
                    balancers: {
                      group: 'balancers',
                      ...(answers.proxy_protocol ? { header: 'proxy_protocol' as const } : {}),
                    },
                  },
                  answers,
                ),
              ]
            : []),
          balancersPlay(streamBalancer(answers), 'service', answers, 'a move ends every connection'),
        ],
      },
      'nginx-stream',
    ),
}

function streamBalancer(answers: Answers): readonly string[] {
  const udp = answers.goal === 'udp'
  const sends = 'proxy_protocol: true # only if the servers support it: they then see the client address'
  return [
    ...list(
      'upstreams',
      'name: service',
      'servers: servers # the group; each with its host variable weight',
      `port: ${serverPort(answers)}`,
      'method: least_conn # connections last, some longer than others',
      ...FAILS,
    ),
    ...list(
      'streams',
      'name: service',
      `listen: ${given(answers, 'port')}${udp ? ' udp' : ''}`,
      'upstream: service',
      udp && 'responses: 1 # packets that answer each request',
      answers.proxy_protocol ? sends : !udp && `# ${sends}`,
      !udp && 'connect_timeout: 2s',
      `timeout: ${udp ? '10s' : "10m # without data; a database's idle connections may need more"}`,
      'access_log: true',
      makesServers(answers)
        ? 'verify: { send: GET /, expect: answers for } # without it checks only connect'
        : '# verify: { send: PING, expect: PONG } # what is sent, and what must come',
    ),
  ]
}
