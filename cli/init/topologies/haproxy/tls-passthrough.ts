import { type Answers, given } from '../../answers.ts'
import { section, sections } from '../../playbook/haproxy.ts'
import { playbookText } from '../../playbook/playbook.ts'
import { makesServers, serverPort, webServersPlay } from '../../playbook/servers.ts'
import { passedOn, VRRP, vip } from '../address.ts'
import { balancers, clients, webServers } from '../tiers.ts'
import type { Topology } from '../topology.ts'
import { balancersPlay, CERTIFICATE, haproxySecrets, VIA_ADDRESS } from './parts.ts'

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
  aside: passedOn,
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
