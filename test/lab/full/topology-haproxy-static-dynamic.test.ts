import { ask, spread } from '../client.ts'
import { balances, leavesDeadBalancer, sticksByCookie, survivesItsServers, tellsClientAddress } from '../proofs.ts'
import { testTopology } from '../topology.ts'

const VIP = '10.77.0.100'
const FILES = `http://${VIP}/static/`
const APPLICATION = `http://${VIP}/`
const BALANCERS = ['lb1', 'lb2'] as const
const FILE_SERVERS = ['static1', 'static2']
const APPLICATION_SERVERS = ['app1', 'app2']

testTopology({
  name: 'haproxy-static-dynamic',
  provider: 'nspawn',
  managed: [...BALANCERS, ...FILE_SERVERS, ...APPLICATION_SERVERS],
  serves: async (t, cluster) => {
    await balances([FILES], { static1: 10, static2: 10 })(t, cluster)
    t.deepEqual(Object.keys(await spread(cluster, 10, APPLICATION)), APPLICATION_SERVERS)
  },
  proofs: {
    'each route leads to its servers': async (t, cluster) => {
      const served = async (...words: string[]) => (await ask(cluster, ...words)).headers.server?.split('/')[0]
      t.is(await served(FILES), 'nginx')
      t.is(await served('-H', 'Host: static.example.com', APPLICATION), 'nginx')
      t.is(await served(APPLICATION), 'Apache')
      t.is(await served('-H', 'Host: www.example.com', `http://${VIP}/statics`), 'Apache')
    },
    'a session stays with its application server': sticksByCookie([APPLICATION], 'SERVER'),
    'an application server gets the address of its client': tellsClientAddress(
      [APPLICATION],
      APPLICATION_SERVERS,
      '10.77.0.31',
    ),
    '503 while all servers of a route are down, and it goes on when they are back': async (t, cluster) => {
      await survivesItsServers([APPLICATION], APPLICATION_SERVERS, 503, 'apache2')(t, cluster)
      await survivesItsServers([FILES], FILE_SERVERS, 503)(t, cluster)
    },
    'the VIP leaves a balancer that is killed, and stays where it is then': leavesDeadBalancer([APPLICATION], {
      vip: VIP,
      balancers: BALANCERS,
      unit: 'haproxy',
      preempts: false,
    }),
  },
  change: {
    title: 'another route is added',
    file: 'playbook',
    edit: (playbook) => playbook.replace('# - { name: is_static, path_end', '- { name: is_static, path_end'),
    proof: async (t, cluster) => {
      const reply = await ask(cluster, `http://${VIP}/pictures/one.PNG`)
      t.regex(reply.headers.server ?? '', /^nginx/)
    },
  },
})
