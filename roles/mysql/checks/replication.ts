import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { HostView } from '../../contract.ts'
import type { MysqlVars } from '../vars/vars.ts'
import { compare, lookAt, type Server, sendCanary, serverIn, unread } from './look.ts'
import { joinFirst } from './unjoined.ts'

/** Seconds of lag above which a standby is no standby. */
const MOST_LAG = 30

/** The servers fetch and apply, over TLS where that is described. */
export function channelCheck(fetching: readonly HostView[], sources: readonly HostView[], vars: MysqlVars): Check {
  const names = (hosts: readonly HostView[]) => hosts.map(({ name }) => name).join(' and ')
  const isPair = fetching.length > 1
  const tls = vars.replication?.tls !== 'off'
  return checkOf({
    title: isPair
      ? `${names(fetching)} fetch each other's changes`
      : `${names(fetching)} fetches the changes of ${names(sources)}`,
    advice: isPair
      ? 'Run evenkeel rejoin for the server whose channel is forked or broken; plan shows the error.'
      : 'Look at SHOW REPLICA STATUS; plan shows the error.',
    expects: tls,
    looks: { fetching: fetching.map((one) => lookAt(one, vars)), sources: sources.map((one) => lookAt(one, vars)) },
    within: 60,
    judge: (results) => judgeChannels(results.fetching, results.sources, tls),
  })
}

export function judgeChannels(fetching: readonly LookResult[], sources: readonly LookResult[], tls: boolean): Verdict {
  const servers = fetching.map(serverIn)
  const asked = sources.map(serverIn)
  const faults = [...unread(servers), ...servers.flatMap(channelFaults), ...(tls ? asked.flatMap(fetchedInClear) : [])]
  if (faults.length > 0) return { holds: false, saw: faults.join('; '), ...joinFirst(servers) }
  return { holds: true, saw: servers.map((one) => `${one.name}: lag ${lagOf(one)} s`).join(', ') }
}

/** Why a server does not fetch and apply as it must. */
export function channelFaults(server: Server): readonly string[] {
  if (server.cannot !== undefined) return []
  const [receiver, applier] = [server.field('Replica_IO_Running'), server.field('Replica_SQL_Running')]
  if (receiver === '' && applier === '') return [`${server.name} has no channel`]
  const forked = server.field('guard_channel') === 'forked' ? server.field('guard_channel_error') : ''
  const error = forked || server.field('Last_SQL_Error') || server.field('Last_IO_Error')
  if (receiver !== 'Yes' || applier !== 'Yes')
    return [`${server.name}: receiver ${receiver}, applier ${applier}${error === '' ? '' : `: ${error}`}`]
  const lag = Number(lagOf(server))
  return lag > MOST_LAG ? [`${server.name} is ${lag} s behind`] : []
}

/** Seconds behind the source; empty if that is not known. */
export function lagOf(server: Server): string {
  const lag = server.field('Seconds_Behind_Source') || server.field('Seconds_Behind_Master')
  return lag === 'NULL' ? '' : lag
}

/** The source says for each server that fetches whether it uses TLS: `replica@10.0.0.12 TLS_AES_128_GCM_SHA256`. */
function fetchedInClear(server: Server): readonly string[] {
  return server
    .rows('fetching')
    .filter((row) => row.endsWith(' '))
    .map((row) => `${server.name}: ${row.trim()} fetches in clear`)
}

/** Both servers have the same transactions, or one of them has more and the other is to fetch them. */
export function dataCheck(hosts: readonly HostView[], vars: MysqlVars): Check {
  const [first, second] = hosts.map(({ name }) => name)
  return checkOf({
    title: `the transactions of ${first} and ${second} do not contradict each other`,
    advice: 'Run evenkeel rejoin for the server that is not the writer: it shows and keeps what only that one has.',
    looks: { compared: hosts.slice(0, 1).map(compare), servers: hosts.map((one) => lookAt(one, vars)) },
    within: 20,
    judge: ({ compared, servers }) => judgeData(compared, servers, [first ?? '', second ?? '']),
  })
}

export function judgeData(
  results: readonly LookResult[],
  servers: readonly LookResult[],
  [here, there]: readonly [string, string],
): Verdict {
  const [server] = results.map(serverIn)
  if (server === undefined || server.cannot !== undefined) return { holds: false, saw: server?.cannot ?? 'not asked' }
  const relation = server.field('relation')
  const only = `only on ${here}: ${server.field('only_here') || 'nothing'}; only on ${there}: ${server.field('only_peer') || 'nothing'}`
  if (server.field('lineage') === 'none')
    return { holds: false, saw: 'one of them has no history yet', ...joinFirst(servers.map(serverIn)) }
  if (server.field('lineage') === 'other') return { holds: false, saw: `they have different histories; ${only}` }
  if (relation === 'fork') return { holds: false, saw: `a fork: ${only}` }
  if (relation === 'equal') return { holds: true, saw: 'both have the same transactions' }
  return { holds: relation !== '', saw: relation === '' ? 'no answer' : only }
}

/** A row that is written through the VIP arrives on the other server. */
export function canaryCheck(hosts: readonly HostView[], vars: MysqlVars, vip: string): Check {
  return checkOf({
    title: `a row that is written through ${vip} arrives on the other server`,
    advice: 'Look at the channels and at "writer state" on both hosts.',
    looks: {
      sent: hosts.map((one) => sendCanary(one, vars, vip)),
      servers: hosts.map((one) => lookAt(one, vars)),
    },
    within: 30,
    judge: ({ sent, servers }) => judgeCanary(sent, servers),
  })
}

export function judgeCanary(results: readonly LookResult[], servers: readonly LookResult[]): Verdict {
  const said = results.map(({ from, status, output }) => ({
    from,
    last: output.trim().split('\n').at(-1) ?? '',
    failed: status !== 0,
  }))
  const faults = said.filter(({ failed }) => failed).map(({ from, last }) => `${from}: ${last || 'no answer'}`)
  if (faults.length > 0) return { holds: false, saw: faults.join('; '), ...joinFirst(servers.map(serverIn)) }
  const arrived = said.filter(({ last }) => last.endsWith(' ms'))
  if (arrived.length !== 1) return { holds: false, saw: `${said.length - arrived.length} hosts hold the VIP` }
  return { holds: true, saw: arrived.map(({ from, last }) => `on ${from} after ${last}`).join() }
}
