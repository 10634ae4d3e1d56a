import { balances, leavesDeadBalancer, logs, survivesItsServers } from '../proofs.ts'
import { testTopology } from '../topology.ts'
import { changesWeight } from '../weight-change.ts'

const VIP = '10.77.0.100'
const URL = `http://${VIP}/`
const CLIENT = '10.77.0.31'
const BALANCERS = ['lb1', 'lb2'] as const
const SERVERS = ['srv1', 'srv2'] as const

testTopology({
  name: 'nginx-stream',
  provider: 'nspawn',
  managed: [...BALANCERS, ...SERVERS],
  serves: balances([URL], { srv1: 7, srv2: 14 }),
  proofs: {
    'the log of a server holds the client, by the PROXY protocol': logs(
      [URL],
      [{ hosts: SERVERS, file: '/var/log/nginx/*.access.log', words: CLIENT }],
    ),
    'connections are refused while all servers are down, and accepted when they are back': survivesItsServers(
      [URL],
      SERVERS,
      0,
    ),
    'the VIP leaves a balancer that is killed, and stays where it is then': leavesDeadBalancer([URL], {
      vip: VIP,
      balancers: BALANCERS,
      unit: 'nginx',
      preempts: false,
    }),
  },
  change: changesWeight([URL], SERVERS),
})
