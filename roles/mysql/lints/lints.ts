import type { HostView, Lint, RoleContext } from '../../contract.ts'
import { bare } from '../../kit/addresses.ts'
import { refuse, warn } from '../../kit/lints/lint.ts'
import { peerOf, serverId, sourceOf } from '../topology.ts'
import type { MysqlVars } from '../vars/vars.ts'
import { accountLints } from './accounts.ts'

type Context = RoleContext<MysqlVars>

/** Findings about servers that replicate, and about accounts. */
export function mysqlLints(context: Context): readonly Lint[] {
  return [
    ...members(context),
    ...equalIds(context),
    ...mixedEngines(context),
    ...virtualAddress(context),
    ...witnesses(context),
    ...inClear(context),
    ...accountLints(context.vars),
  ]
}

function members({ vars, members: all }: Context): Lint[] {
  const { replication, writer, replica_of } = vars
  if (replication === undefined || replica_of !== undefined) return []
  const names = all.map(({ name }) => name).join(', ')
  if (writer !== undefined && all.length !== 2)
    return [
      refuse(
        46,
        `writer needs a play with two hosts, and this one has ${all.length}: ${names}; give others replica_of in a play of their own`,
      ),
    ]
  if (all.length > 2)
    return [refuse(46, `${names}: only two servers replicate both ways; give others replica_of in a play of their own`)]
  if (writer === undefined && all.length === 2)
    return [
      refuse(
        46,
        `${names}: two servers that replicate both ways, and both open, overwrite each other's rows: write writer: { vip: … }, or replica_of for one of them`,
      ),
    ]
  return []
}

function equalIds(context: Context): Lint[] {
  const { vars, host, members: all } = context
  if (vars.replication === undefined) return []
  const own = serverId(host, context)
  const source = sourceOf(context)
  const isPeer = source !== undefined && all.some(({ name }) => name === source.name)
  const others = all.filter(({ name }) => name !== host.name).map((one) => [one, serverId(one, context)] as const)
  const elsewhere = hostsOf(context)
    .filter(({ name }) => !all.some((one) => one.name === name))
    .map((one) => [one, Number(one.variables.server_id)] as const)
  const equal = [...others, ...elsewhere].filter(([, id]) => id === own).map(([one]) => one.name)
  const [first] = equal
  if (first !== undefined)
    return [
      refuse(45, `${host.name} and ${first} have the same server_id ${own}: give each a variable server_id of its own`),
    ]
  // The source of a read replica is in another play, where its number may come from its place.
  if (source === undefined || isPeer || source.variables.server_id !== undefined || own > 2) return []
  return [
    refuse(
      45,
      `${host.name} has the server_id ${own}, as its source ${source.name} may have: give both a variable server_id`,
    ),
  ]
}

function hostsOf({ hosts, members: all }: Context): readonly HostView[] {
  try {
    return hosts('all')
  } catch {
    // An inventory without that group: only the members can be compared.
    return all
  }
}

/** The engine of a host is only known from its own vars: hosts of one play may have different ones by look-ups. */
function mixedEngines({ vars, host, members: all, hosts }: Context): Lint[] {
  if (vars.replication === undefined) return []
  const named = [...all, ...(vars.replica_of === undefined ? [] : hosts(vars.replica_of))]
  const other = named.find(({ name, variables }) => {
    const { engine } = variables
    return name !== host.name && (engine === 'mysql' || engine === 'mariadb') && engine !== vars.engine
  })
  if (other === undefined) return []
  const engine = String(other.variables.engine)
  return [refuse(47, `${host.name} has ${vars.engine}, and ${other.name} ${engine}: they do not replicate each other`)]
}

function virtualAddress({ vars, members: all }: Context): Lint[] {
  const { writer } = vars
  if (writer === undefined) return []
  const owner = all.find((one) => one.address === writer.vip || bare(one.facts?.reachedAt ?? '') === writer.vip)
  const own =
    owner === undefined
      ? []
      : [
          refuse(
            56,
            `writer: the VIP ${writer.vip} is ${owner.name}'s own address, which would leave it with a failover`,
          ),
        ]
  const witness = all.find((one) => writer.witnesses.includes(one.address))
  return [
    ...own,
    ...(witness === undefined
      ? []
      : [
          refuse(
            49,
            `writer: the witness ${witness.address} is ${witness.name} itself; take the gateway or a third host`,
          ),
        ]),
  ]
}

function witnesses(context: Context): Lint[] {
  const { writer } = context.vars
  if (writer === undefined || writer.witnesses.length > 0 || peerOf(context) === undefined) return []
  return [
    warn(
      49,
      'writer has no witnesses: if the link between both servers is cut, both may be open for seconds, and after a power failure of both, one alone stays closed; write witnesses: [ the gateway, or a third host ]',
    ),
  ]
}

function inClear({ vars: { replication } }: Context): Lint[] {
  if (replication?.tls !== 'off') return []
  return [warn(44, 'replication: tls: off sends all changes in clear; leave it out, and the role makes certificates')]
}
