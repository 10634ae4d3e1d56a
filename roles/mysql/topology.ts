import { EvenkeelError } from '../../engine/errors/error.ts'
import type { HostView, OpeningsContext } from '../contract.ts'
import { addressOf } from '../kit/hosts/address.ts'
import { hostNumber } from '../kit/hosts/number.ts'
import type { MysqlVars } from './vars/vars.ts'

type Context = Pick<OpeningsContext<MysqlVars>, 'vars' | 'host' | 'members' | 'hosts'>

/** Numbers of read replicas begin here, so that they differ from those of the pair that they follow. */
const FIRST_REPLICA = 11

const MOST = 4_294_967_295

/** A server's number: the host variable `server_id`, else its place among the members. */
export function serverId(host: HostView, { vars, members }: Pick<Context, 'vars' | 'members'>): number {
  const place = members.findIndex(({ name }) => name === host.name)
  return hostNumber(host, 'server_id', 1, MOST) ?? place + (vars.replica_of === undefined ? 1 : FIRST_REPLICA)
}

/** The other server of a pair; undefined for a server alone and for a read replica. */
export function peerOf({ vars, host, members }: Pick<Context, 'vars' | 'host' | 'members'>): HostView | undefined {
  if (vars.replication === undefined || vars.replica_of !== undefined) return undefined
  const others = members.filter(({ name }) => name !== host.name)
  return others.length === 1 ? others[0] : undefined
}

/** The server from which a host fetches changes. */
export function sourceOf(context: Context): HostView | undefined {
  const { replica_of } = context.vars
  if (replica_of === undefined) return peerOf(context)
  const [found, ...more] = context.hosts(replica_of)
  if (found !== undefined && more.length === 0) return found
  throw new EvenkeelError('input', `Cannot use replica_of: "${replica_of}" is ${more.length + 1} hosts, one is needed`)
}

/** The hosts whose servers may fetch changes from this one. */
export function fetchingHosts(context: Context): readonly HostView[] {
  const { vars, host, hosts } = context
  const peer = peerOf(context)
  const replicas = vars.replication?.replicas
  const all = [...(peer === undefined ? [] : [peer]), ...(replicas === undefined ? [] : hosts(replicas))]
  return all.filter((one, index) => one.name !== host.name && all.indexOf(one) === index)
}

/** Whether replication starts read-only: the guard opens one server of a pair, nobody opens a read replica. */
export function startsReadOnly({ vars }: Pick<Context, 'vars'>): boolean {
  return vars.writer !== undefined || vars.replica_of !== undefined
}

/** The addresses that a server listens on; undefined: all. */
export function bindAddresses({ vars, host }: Pick<Context, 'vars' | 'host'>): readonly string[] | undefined {
  if (vars.bind === 'all') return undefined
  if (vars.bind !== 'own') return vars.bind
  return ['127.0.0.1', addressOf(host), ...(vars.writer === undefined ? [] : [vars.writer.vip])]
}
