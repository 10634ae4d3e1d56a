import { captured } from '../capture.ts'
import { ask } from '../client.ts'
import { balances, survivesPowerCut } from '../proofs.ts'
import { testTopology } from '../topology.ts'
import { changesWeight } from '../weight-change.ts'

const VIP = '10.77.0.100'
const URL = `http://${VIP}/`

testTopology({
  name: 'lvs-nat',
  managed: ['lb1', 'lb2', 'web1', 'web2'],
  serves: balances([URL], { web1: 7, web2: 14 }),
  proofs: {
    'requests and answers pass the director, which translates both': async (t, cluster) => {
      const asking = () => Promise.all([1, 2, 3].map(() => ask(cluster, URL)))
      const seen = await captured(cluster, 'lb1', 'tcp', asking)
      t.regex(seen, /10\.77\.0\.31\.\d+ > 10\.77\.0\.100\.80: /)
      t.regex(seen, /10\.77\.0\.31\.\d+ > 10\.78\.0\.22\.8080: /)
      t.regex(seen, /10\.78\.0\.22\.8080 > 10\.77\.0\.31\.\d+: /)
      t.regex(seen, /10\.77\.0\.100\.80 > 10\.77\.0\.31\.\d+: /)
    },
    'both addresses leave a director that loses power': async (t, cluster) => {
      await survivesPowerCut([URL], VIP, ['lb1', 'lb2'])(t, cluster)
      t.regex(await cluster.on('lb1', 'ip -o -4 addr show'), /10\.78\.0\.100\/.*/)
    },
  },
  change: changesWeight([URL], ['web1', 'web2']),
})
