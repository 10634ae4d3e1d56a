import { captured } from '../capture.ts'
import { spread } from '../client.ts'
import { withVariable } from '../inventory-edits.ts'
import { balances } from '../proofs.ts'
import { testTopology } from '../topology.ts'

const VIP = '10.77.0.100'
const URL = `http://${VIP}/`

testTopology({
  name: 'lvs-static',
  managed: ['lb1', 'web1', 'web2'],
  serves: balances([URL], { web1: 7, web2: 14 }),
  proofs: {
    'the director alone answers ARP for the VIP': async (t, cluster) => {
      const answers = await cluster.on('client1', `arping -c 3 -I vec0 ${VIP} | grep -o '\\[.*\\]' | sort -u`)
      const own = await cluster.on('lb1', 'cat /sys/class/net/vec0/address')
      t.is(answers.trim().toLowerCase(), `[${own.trim()}]`)
    },
    'answers go directly to the client, not through the director': async (t, cluster) => {
      const seen = await captured(cluster, 'lb1', `src host ${VIP} and tcp`, () => spread(cluster, 6, URL))
      t.regex(seen, /\n0 packets captured/)
    },
  },
  change: {
    title: 'a server is taken out by its weight, and keeps its place in the table',
    file: 'inventory',
    edit: (inventory) => withVariable(inventory, 'web2', 'weight', 0),
    proof: async (t, cluster) => {
      t.deepEqual(await spread(cluster, 10, URL), { web1: 10 })
      t.regex(await cluster.on('lb1', 'ipvsadm -Ln'), /-> 10\.77\.0\.22:80 +Route +0 /)
    },
  },
})
