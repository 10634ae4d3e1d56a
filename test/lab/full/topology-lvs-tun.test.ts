import { captured } from '../capture.ts'
import { ask, spread } from '../client.ts'
import { balances, survivesPowerCut } from '../proofs.ts'
import { testTopology } from '../topology.ts'
import { changesWeight } from '../weight-change.ts'

const VIP = '10.77.0.100'
const URL = `http://${VIP}/`

testTopology({
  name: 'lvs-tun',
  managed: ['lb1', 'lb2', 'web1', 'web2'],
  serves: balances([URL], { web1: 7, web2: 14 }),
  proofs: {
    'requests reach the servers in packets of the director': async (t, cluster) => {
      const seen = await captured(cluster, 'web2', 'ip proto 4', () => spread(cluster, 6, URL))
      t.regex(seen, /10\.77\.0\.11 > 10\.78\.0\.22: IP 10\.77\.0\.31\.\d+ > 10\.77\.0\.100\.80: /)
    },
    'answers go directly to the client, not through the directors': async (t, cluster) => {
      const seen = await captured(cluster, 'lb1', `src host ${VIP} and tcp`, () => spread(cluster, 6, URL))
      t.regex(seen, /\n0 packets captured/)
    },
    'a request that is larger than a packet fits through the tunnel': async (t, cluster) => {
      for (let count = 0; count < 3; count += 1)
        t.is((await ask(cluster, '-H', `X-Large: ${'x'.repeat(4000)}`, URL)).status, 200)
    },
    'the VIP leaves a director that loses power': survivesPowerCut([URL], VIP, ['lb1', 'lb2']),
  },
  change: changesWeight([URL], ['web1', 'web2']),
})
