import { certificate, spread } from '../client.ts'
import { leavesDeadBalancer, logs, sticksBySource, survivesItsServers } from '../proofs.ts'
import { isCertified, refusesOldTls, secureRequest } from '../tls.ts'
import { testTopology } from '../topology.ts'

const VIP = '10.77.0.100'
const SITE = { name: 'www.example.com', address: VIP }
const SHOP = { name: 'shop.example.com', address: VIP }
const URL = secureRequest(SITE)
const BALANCERS = ['lb1', 'lb2'] as const
const SERVERS = ['web1', 'web2']
const PAIR = { vip: VIP, balancers: BALANCERS, unit: 'haproxy', preempts: false }

testTopology({
  name: 'haproxy-tls-passthrough',
  provider: 'nspawn',
  managed: [...BALANCERS, ...SERVERS],
  serves: sticksBySource(URL),
  proofs: {
    'the certificate is for the site': isCertified(SITE, [`DNS:${SITE.name}`, `IP Address:${VIP}`]),
    'its key is on the server that answers, and on no balancer': async (t, cluster) => {
      const [server = ''] = Object.keys(await spread(cluster, 1, ...URL))
      const files = 'grep -rl "PRIVATE KEY" /etc/nginx /etc/haproxy /etc/ssl 2>/dev/null || true'
      const path = (await cluster.on(server, files)).trim()
      const own = await cluster.on(server, `openssl x509 -in ${path} -noout -fingerprint -sha256`)
      t.true((await certificate(cluster, `${VIP}:443`, SITE.name)).includes(own.trim()))
      for (const host of BALANCERS) t.is(await cluster.on(host, files), '', host)
    },
    'TLS before 1.2 is refused': refusesOldTls(SITE),
    'a request is in the log of its server, with its client': logs(URL, [
      { hosts: SERVERS, file: '/var/log/nginx/*.access.log', words: '10.77.0.31' },
    ]),
    'a client stays with its server when the VIP moves': async (t, cluster) => {
      const [server = ''] = Object.keys(await spread(cluster, 1, ...URL))
      await leavesDeadBalancer(URL, PAIR)(t, cluster)
      t.deepEqual(await spread(cluster, 5, ...URL), { [server]: 5 })
    },
    'connections are refused while all servers are down, and accepted when they are back': survivesItsServers(
      URL,
      SERVERS,
      0,
    ),
  },
  change: {
    title: 'the site gets another name',
    file: 'playbook',
    edit: (playbook) => playbook.replace(`site: ${SITE.name}`, `site: ${SHOP.name}`),
    proof: isCertified(SHOP, [`DNS:${SHOP.name}`]),
  },
})
