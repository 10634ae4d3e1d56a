import type { DatabasePair } from '../../engine/databases/pair.ts'
import type { HostView, RoleContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { PAIR_PATHS } from './guard.ts'
import { PLACES } from './places.ts'
import type { MysqlVars } from './vars/vars.ts'

/** The pair that the hosts of the play are; undefined for any other play. */
export function pairOf({ vars, members }: Pick<RoleContext<MysqlVars>, 'vars' | 'members'>): DatabasePair | undefined {
  const { engine, port, replication, writer } = vars
  const [first, second, ...more] = members
  if (first === undefined || second === undefined || more.length > 0) return undefined
  if (replication === undefined || writer === undefined) return undefined
  return {
    engine,
    hosts: [pairHost(first), pairHost(second)],
    vip: writer.vip,
    port,
    answerPort: writer.port,
    semisync: replication.semisync,
    tls: replication.tls !== 'off',
    unit: PLACES[engine].unit,
    paths: PAIR_PATHS,
  }
}

function pairHost(host: HostView) {
  return { name: host.name, address: addressOf(host) }
}
