import { balances, leavesDeadBalancer, logs, survivesItsServers, tellsClientAddress } from './proofs.ts'
import { testTopology } from './topology.ts'
import { changesWeight } from './weight-change.ts'

const VIP = '10.77.0.100'
const URL = `http://${VIP}/`
const CLIENT = '10.77.0.31'
const BALANCERS = ['lb1', 'lb2'] as const
const SERVERS = ['web1', 'web2'] as const

/** A pair of HTTP balancers; the tests are the same for each program. */
export interface HttpBalancers {
  readonly name: string
  readonly unit: string
  /** Its log file of requests. */
  readonly log: string
  /** The status of its answer while all servers are down. */
  readonly withoutServers: number
}

/** Registers the tests. */
export function testHttpBalancers({ name, unit, log, withoutServers }: HttpBalancers): void {
  testTopology({
    name,
    managed: [...BALANCERS, ...SERVERS],
    provider: 'nspawn',
    serves: balances([URL], { web1: 7, web2: 14 }),
    proofs: {
      'a server gets the address of its client': tellsClientAddress([URL], SERVERS, CLIENT),
      'a request is in the logs of balancer and server, with its client': logs(
        [URL],
        [
          { hosts: BALANCERS, file: log, words: CLIENT },
          { hosts: SERVERS, file: '/var/log/nginx/*.access.log', words: CLIENT },
        ],
      ),
      [`${withoutServers} while all servers are down, and it goes on when they are back`]: survivesItsServers(
        [URL],
        SERVERS,
        withoutServers,
      ),
      'the VIP leaves a balancer that is killed, and stays where it is then': leavesDeadBalancer([URL], {
        vip: VIP,
        balancers: BALANCERS,
        unit,
        preempts: false,
      }),
    },
    change: changesWeight([URL], SERVERS),
  })
}
