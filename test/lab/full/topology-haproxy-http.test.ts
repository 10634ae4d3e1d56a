import { withVariable } from '../inventory-edits.ts'
import { balances, leavesDeadBalancer, logs, survivesItsServers, tellsClientAddress } from '../proofs.ts'
import { testTopology } from '../topology.ts'

const VIP = '10.77.0.100'
const URL = `http://${VIP}/`
const CLIENT = '10.77.0.31'
const BALANCERS = ['lb1', 'lb2'] as const
const SERVERS = ['web1', 'web2']

testTopology({
  name: 'haproxy-http',
  managed: [...BALANCERS, ...SERVERS],
  serves: balances([URL], { web1: 7, web2: 14 }),
  proofs: {
    'a server is told who its client is': tellsClientAddress([URL], SERVERS, CLIENT),
    'a request is in the logs of balancer and server, with the client that made it': logs(
      [URL],
      [
        { hosts: BALANCERS, file: '/var/log/haproxy.log', words: CLIENT },
        { hosts: SERVERS, file: '/var/log/nginx/*.access.log', words: CLIENT },
      ],
    ),
    '503 while all servers are down, and it goes on when they are back': survivesItsServers([URL], SERVERS, 503),
    'the VIP leaves a balancer that is killed, and stays where it is then': leavesDeadBalancer([URL], {
      vip: VIP,
      balancers: BALANCERS,
      unit: 'haproxy',
      preempts: false,
    }),
  },
  change: {
    title: 'a weight is changed',
    file: 'inventory',
    edit: (inventory) => withVariable(inventory, 'web2', 'weight', 3),
    proof: balances([URL], { web1: 5, web2: 15 }),
  },
})
