import type { LookResult } from '../../engine/check.ts'
import type { DatabaseStatus } from '../../engine/status/items.ts'
import { type PartReading, type StatusPart, statusPart, type Told } from '../../engine/status/part.ts'
import type { RoleContext } from '../contract.ts'
import { vipPart } from '../kit/status/vip.ts'
import { isOn, lookAt, type Server, serverIn } from './checks/look.ts'
import { channelFaults, lagOf } from './checks/replication.ts'
import { sourceOf, startsReadOnly } from './topology.ts'
import type { MysqlVars } from './vars/vars.ts'

/** What is described of some servers. */
export interface DescribedServers {
  readonly engine: string
  /** Exactly one of them takes writes. */
  readonly isPair: boolean
  /** They fetch the changes of others. */
  readonly fetches: boolean
  /** Nobody writes on them. */
  readonly isReadOnly: boolean
  readonly semisync: boolean
}

/** The servers of a pair together, as only both show that one of them is the writer; any other one alone. */
export function mysqlStatus(context: RoleContext<MysqlVars>): readonly StatusPart[] {
  const { vars, host, members, clients } = context
  const isPair = vars.writer !== undefined
  const asked = isPair ? members : [host]
  const described: DescribedServers = {
    engine: vars.engine,
    isPair,
    fetches: vars.replication !== undefined && (isPair || sourceOf(context) !== undefined),
    isReadOnly: !isPair && startsReadOnly(context),
    semisync: isPair && vars.replication?.semisync === true,
  }
  return [
    ...(vars.writer === undefined ? [] : [vipPart(vars.writer.vip, { members, clients })]),
    statusPart({
      title: `databases ${asked.map(({ name }) => name).join(' and ')}`,
      looks: { servers: asked.map((one) => lookAt(one, vars)) },
      read: ({ servers }) => readDatabases(described, servers),
    }),
  ]
}

/** Reads what look.sh prints. */
export function readDatabases(described: DescribedServers, results: readonly LookResult[]): PartReading {
  const { engine, isPair, fetches, isReadOnly, semisync } = described
  const reached = results.filter(({ status }) => status !== undefined)
  const servers = reached.map(serverIn)
  const open = servers.filter(isOpen)
  const told = (server: Server, text: string): Told => ({ text, host: server.name })
  return {
    items: servers.map((server) => databaseOf(engine, server)),
    problems: [
      ...servers.flatMap((one) =>
        one.cannot === undefined ? [] : [told(one, `${engine} does not answer: ${one.cannot}`)],
      ),
      ...(isPair ? writerProblems(open, servers, reached.length === results.length) : []),
      ...servers
        .filter((one) => !isPair && one.cannot === undefined && isOpen(one) === isReadOnly)
        .map((one) => told(one, isReadOnly ? 'it takes writes, and is a replica' : 'it takes no writes')),
      ...(fetches
        ? servers.flatMap((one) => channelFaults(one).map((fault) => told(one, withoutName(one, fault))))
        : []),
      ...open
        .filter((one) => semisync && one.field('guard_semisync') !== 'on')
        .map((one) => told(one, 'commits do not wait for the standby (semi-synchronous replication)')),
    ],
  }
}

function isOpen(server: Server): boolean {
  return server.cannot === undefined && server.field('read_only') !== '' && !isOn(server.field('read_only'))
}

/** A server that could not be asked may be the writer. */
function writerProblems(open: readonly Server[], servers: readonly Server[], isWhole: boolean): readonly Told[] {
  if (open.length > 1) return [{ text: `${open.map(({ name }) => name).join(' and ')} both take writes` }]
  if (open.length === 1) return []
  if (!isWhole) return [{ text: 'no server that could be asked takes writes' }]
  const why = servers.map((one) => `${one.name}: ${one.field('guard_reason') || 'its guard does not run'}`)
  return [{ text: `no server takes writes (${why.join('; ')})` }]
}

/** The host of a problem is told beside it. */
function withoutName({ name }: Server, fault: string): string {
  return fault.startsWith(`${name} `) || fault.startsWith(`${name}: `)
    ? fault.slice(name.length).replace(/^:? /, '')
    : fault
}

function databaseOf(engine: string, server: Server): DatabaseStatus {
  const known = { kind: 'database' as const, host: server.name, engine }
  if (server.cannot !== undefined) return { ...known, mode: 'unknown' }
  const [receiver, applier] = [server.field('Replica_IO_Running'), server.field('Replica_SQL_Running')]
  const lag = lagOf(server)
  const channel = receiver === 'Yes' && applier === 'Yes' ? 'running' : `receiver ${receiver}, applier ${applier}`
  return {
    ...known,
    mode: isOpen(server) ? 'open' : 'read-only',
    ...(receiver === '' && applier === '' ? {} : { channel }),
    ...(lag === '' ? {} : { lag: Number(lag) }),
    ...given('epoch', server.field('guard_epoch')),
    ...given('semisync', server.field('guard_semisync')),
  }
}

function given<Key extends string>(key: Key, value: string): Partial<Record<Key, string>> {
  return value === '' ? {} : ({ [key]: value } as Partial<Record<Key, string>>)
}
