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
  CERTIFICATE,
  clientAddress,
  haproxySecrets,
  httpCheck,
  plainWebServers,
} from './parts.ts'

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
