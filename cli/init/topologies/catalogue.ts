import type { Goal, TopologyName } from '../answers.ts'
import { mariadbPair, mysqlHaproxy, mysqlPair } from './databases.ts'
import { haproxyHttp } from './haproxy/http.ts'
import { haproxyStaticDynamic } from './haproxy/static-dynamic.ts'
import { haproxyTls } from './haproxy/tls.ts'
import { haproxyTlsPassthrough } from './haproxy/tls-passthrough.ts'
import { lvsDr, lvsNat, lvsStatic, lvsTun } from './lvs.ts'
import { nginxHttp, nginxStream } from './nginx.ts'
import { shop } from './shop.ts'
import type { Topology } from './topology.ts'

const CATALOGUE: Readonly<Record<TopologyName, Topology>> = {
  'haproxy-http': haproxyHttp,
  'haproxy-tls': haproxyTls,
  'haproxy-tls-passthrough': haproxyTlsPassthrough,
  'haproxy-static-dynamic': haproxyStaticDynamic,
  'nginx-http': nginxHttp,
  'nginx-stream': nginxStream,
  'lvs-dr': lvsDr,
  'lvs-nat': lvsNat,
  'lvs-tun': lvsTun,
  'lvs-static': lvsStatic,
  shop,
  'mariadb-dual-master': mariadbPair,
  'mysql-dual-master': mysqlPair,
  'mysql-haproxy': mysqlHaproxy,
}

export function topologyNamed(name: TopologyName): Topology {
  return CATALOGUE[name]
}

/** The topologies that reach a goal, in the order in which they are offered. */
export function topologiesFor(goal: Goal): readonly Topology[] {
  return Object.values(CATALOGUE).filter(({ goals }) => goals.includes(goal))
}
