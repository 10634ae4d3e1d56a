import { given } from '../../answers.ts'
import { section, sections } from '../../playbook/haproxy.ts'
import { playbookText } from '../../playbook/playbook.ts'
import { makesServers } from '../../playbook/servers.ts'
import { VRRP, vip } from '../address.ts'
import { balancers, clients, webServers } from '../tiers.ts'
import type { Topology } from '../topology.ts'
import {
  backend,
  balancersPlay,
  clientAddress,
  FORWARDFOR,
  haproxySecrets,
  httpCheck,
  plainWebServers,
  VIA_ADDRESS,
} from './parts.ts'

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
