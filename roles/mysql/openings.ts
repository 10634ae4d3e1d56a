import type { Opening, OpeningsContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { placesOf } from './accounts.ts'
import { fetchingHosts } from './topology.ts'
import type { MysqlVars } from './vars/vars.ts'

/** The server's port, and the guard's for balancers in front, which connect for the accounts. */
export function mysqlOpenings(context: OpeningsContext<MysqlVars>): readonly Opening[] {
  const { vars } = context
  const clients = vars.accounts.flatMap((one) => placesOf(one, context)).filter((place) => place !== 'localhost')
  const servers = vars.replication === undefined ? [] : fetchingHosts(context).map(addressOf)
  // A pattern may be no network.
  const from = clients.some((place) => place.includes('%') || place.includes('/'))
    ? {}
    : { from: [...new Set([...clients, ...servers])] }
  if (from.from?.length === 0) return []
  const titled = (title: string, port: number): Opening => ({ title, protocol: 'tcp', port, ...from })
  return [
    titled('database server', vars.port),
    ...(vars.writer === undefined ? [] : [titled("writer's guard", vars.writer.port)]),
  ]
}
