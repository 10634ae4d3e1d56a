import { placesOf } from '../../roles/mysql/accounts.ts'
import { type MysqlVars, mysqlVars } from '../../roles/mysql/vars/vars.ts'
import type { Scene, SceneHost, Use } from './scene.ts'
import { type Edge, edges, endsOf, joined, type Sketch } from './sketch.ts'

/** The changes that servers fetch from each other, the witnesses, and the hosts that log in. */
export function mysqlSketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = mysqlVars.parse(written)
  return joined([
    { nodes: [], edges: members.flatMap((host) => changes(host, vars, members, scene)), listeners: [] },
    witnesses(vars, members, scene),
    logins(vars, members, scene),
  ])
}

/** The two servers of a pair fetch from each other, read replicas from their source. */
function changes(host: SceneHost, vars: MysqlVars, members: readonly SceneHost[], { find }: Scene): readonly Edge[] {
  const { replication, replica_of } = vars
  if (replication === undefined) return []
  const sources = replica_of === undefined ? members.filter(({ name }) => name !== host.name) : find(replica_of)
  const label = replication.semisync ? 'changes, semi-synchronous' : 'changes'
  return sources.map(({ name }) => ({ from: { node: name }, to: { node: host.name }, kind: 'other', label }))
}

function witnesses({ writer }: MysqlVars, members: readonly SceneHost[], scene: Scene): Sketch {
  const addresses = writer?.witnesses ?? []
  const ends = addresses.map((address) => ({
    node: scene.hosts.find((host) => host.address === address)?.name ?? address,
  }))
  const strangers = addresses.filter((address) => !scene.hosts.some((host) => host.address === address))
  return {
    nodes: strangers.map((id) => ({ id, kind: 'host', lines: [id, 'witness'], group: undefined })),
    edges: edges(endsOf(members, scene), ends, { kind: 'other', label: 'witness, by ping' }),
    listeners: [],
  }
}

/** Clients, and hosts such as web servers. Balancers choose a server by themselves, which their own sketch draws. */
function logins(vars: MysqlVars, members: readonly SceneHost[], scene: Scene): Sketch {
  const { vip } = vars.writer ?? {}
  const places = vars.accounts.flatMap((account) => placesOf(account, { hosts: scene.find }))
  const from = scene.hosts.filter(({ address }) => places.includes(address))
  const balancers = scene.uses.filter(({ role }) => role === 'haproxy').flatMap((use) => use.members)
  const others = from.filter((host) => host.group !== 'clients' && !balancers.includes(host))
  const label = `tcp ${vars.port}`
  const hosts = members.map(({ name }) => name)
  const to = vip === undefined ? endsOf(members, scene) : [{ node: vip }]
  return {
    nodes: [],
    edges: edges(endsOf(others, scene), to, { kind: 'request', label }),
    listeners: from.some(({ group }) => group === 'clients') ? [{ address: vip, hosts, label }] : [],
  }
}
