import { captured } from '../capture.ts'
import { spread } from '../client.ts'
import { balances, leavesDeadBalancer, logs, survivesItsServers } from '../proofs.ts'
import { isCertified, redirectsToTls, refusesOldTls, secureRequest } from '../tls.ts'
import { testTopology } from '../topology.ts'

const VIP = '10.77.0.100'
const SITE = { name: 'www.example.com', address: VIP }
const URL = secureRequest(SITE)
const CLIENT = '10.77.0.31'
const BALANCERS = ['lb1', 'lb2'] as const
const SERVERS = ['web1', 'web2']
const NAMES = ['DNS:www.example.com', `IP Address:${VIP}`]

testTopology({
  name: 'haproxy-tls',
  provider: 'nspawn',
  managed: [...BALANCERS, ...SERVERS],
  serves: balances(URL, { web1: 7, web2: 14 }),
  proofs: {
    'the certificate is for the site and its address': isCertified(SITE, NAMES),
    'TLS before 1.2 is refused': refusesOldTls(SITE),
    'requests without TLS are redirected to the same URL with TLS': redirectsToTls(SITE),
    'servers get the address of the client and its protocol, https': async (t, cluster) => {
      const seen = await captured(cluster, 'web2', 'tcp dst port 80', () => spread(cluster, 6, ...URL))
      t.regex(seen, /x-forwarded-for: 10\.77\.0\.31/i)
      t.regex(seen, /x-forwarded-proto: https/i)
    },
    'only root can read the key': async (t, cluster) => {
      for (const host of BALANCERS) {
        const found = await cluster.on(host, 'grep -rl "PRIVATE KEY" /etc/haproxy | xargs stat -c "%a %U:%G"')
        t.is(found, '600 root:root\n', host)
      }
    },
    'a request is in the logs of balancer and server, with its client': logs(URL, [
      { hosts: BALANCERS, file: '/var/log/haproxy.log', words: CLIENT },
      { hosts: SERVERS, file: '/var/log/nginx/*.access.log', words: CLIENT },
    ]),
    '503 while all servers are down, and it goes on when they are back': survivesItsServers(URL, SERVERS, 503),
    'the VIP leaves a balancer that is killed, and stays where it is then': leavesDeadBalancer(URL, {
      vip: VIP,
      balancers: BALANCERS,
      unit: 'haproxy',
      preempts: false,
    }),
  },
  change: {
    title: 'the certificate gets another name',
    file: 'playbook',
    edit: (playbook) => playbook.replace('self_signed: ["${site}",', 'self_signed: ["${site}", shop.example.com,'),
    proof: isCertified(SITE, [...NAMES, 'DNS:shop.example.com']),
  },
})
