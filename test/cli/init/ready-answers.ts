import type { Answers, TopologyName } from '../../../cli/init/answers.ts'
import { GROUPS } from '../../../cli/init/answers.ts'
import { topologyNamed } from '../../../cli/init/topologies/catalogue.ts'
import { loadInventory } from '../../../inventory/load.ts'
import { topologies } from '../../../scripts/picture/topologies.ts'

/** What the ready playbooks have, where it is not the usual answer. */
const OF_READY: Readonly<Partial<Record<TopologyName, Answers>>> = {
  'lvs-nat': { server_port: 8080, gateway: '10.78.0.100', inner_router_id: 52 },
  'haproxy-tls-passthrough': { port: 443, server_port: 443, proxy_protocol: true },
  'nginx-stream': { goal: 'tcp', port: 80, server_port: 8080, proxy_protocol: true },
  'mariadb-dual-master': { vip: '10.77.0.101', router_id: 52 },
  'mysql-dual-master': { vip: '10.77.0.101', router_id: 52 },
  'mysql-haproxy': { port: 3307 },
}

/** Answers that make a ready playbook again, for the hosts of its inventory. */
export async function readyAnswers(name: TopologyName): Promise<Answers> {
  const topology = topologyNamed(name)
  const ready = topologies().find((one) => one.name === name)
  const inventory = await loadInventory(ready?.inventory ?? '')
  const hosts = GROUPS.filter((group) => topology.tiers.some((tier) => tier.group === group)).map((group) => {
    const names = inventory.groups.get(group)?.hosts ?? []
    return [group, names.map((host) => `${host}=${inventory.hosts.get(host)?.connection.address}`)]
  })
  const all: Answers = {
    port: 80,
    server_port: 80,
    vip: '10.77.0.100',
    writer_vip: '10.77.0.101',
    witness: '10.77.0.1',
    router_id: 51,
    writer_router_id: 52,
    software: 'nginx',
    adverts: 'multicast',
    authentication: false,
    stats_page: false,
    ...OF_READY[name],
  }
  const asked = Object.entries(all).filter(([key]) => key === 'goal' || topology.asks.some((one) => one === key))
  return { topology: name, name, look: false, ...Object.fromEntries(hosts), ...Object.fromEntries(asked) }
}
