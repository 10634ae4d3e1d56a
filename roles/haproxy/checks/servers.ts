import type { Check, LookResult, Verdict } from '../../../engine/check.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { backsOf } from '../proxies.ts'
import { type Server, serversOf } from '../servers.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { askSocket, parseStat, type StatRow } from './counters.ts'

/** The servers of one section, as they are described. */
export interface DescribedServers {
  readonly section: string
  readonly servers: readonly Server[]
  /** An agent on the server says what it can bear. */
  readonly weighThemselves: boolean
}

export function describedServers(vars: HaproxyVars, find: FindHosts): readonly DescribedServers[] {
  return backsOf(vars).map((back) => {
    const servers = serversOf(back, find)
    const agent =
      back.default_server.agent !== undefined || servers.some(({ described }) => described.agent !== undefined)
    return { section: back.name, servers, weighThemselves: agent }
  })
}

/** All servers are up and have their weights, as HAProxy itself says. Undefined: whatever it has must be up. */
export function serversCheck(host: string, socket: string, described: readonly DescribedServers[] | undefined): Check {
  return {
    title: `the servers of ${host}'s HAProxy are up`,
    looks: [{ from: host, run: askSocket(socket, 'show stat') }],
    within: 15,
    judge: ([result]) => judgeServers(described, result),
  }
}

export function judgeServers(
  described: readonly DescribedServers[] | undefined,
  result: LookResult | undefined,
): Verdict {
  if (result?.status !== 0) return { holds: false, saw: result?.output.trim() || 'the admin socket does not answer' }
  const rows = parseStat(result.output).filter(({ isServer }) => isServer)
  const faults = described === undefined ? rows.flatMap(fault) : described.flatMap((one) => differences(one, rows))
  if (faults.length > 0) return { holds: false, saw: faults.join('; ') }
  const summary = Map.groupBy(rows, ({ section }) => section)
  return {
    holds: true,
    saw: [...summary].map(([section, of]) => `${section}: ${of.length} up`).join('; ') || 'no servers',
  }
}

function differences(
  { section, servers, weighThemselves }: DescribedServers,
  rows: readonly StatRow[],
): readonly string[] {
  const own = rows.filter((row) => row.section === section)
  const strangers = own.filter((row) => !servers.some(({ name }) => name === row.name))
  return [
    ...strangers.map(({ name }) => `${section}: nobody describes ${name}`),
    ...servers.flatMap((server) => {
      const row = own.find(({ name }) => name === server.name)
      if (row === undefined) return [`${section}: ${server.name} is missing`]
      if (row.weight !== server.weight && !weighThemselves)
        return [`${section}: ${server.name} has weight ${row.weight}, ${server.weight} is described`]
      return server.weight === 0 && row.status.startsWith('DRAIN') ? [] : fault(row)
    }),
  ]
}

function fault({ section, name, status, lastCheck }: StatRow): readonly string[] {
  // "UP 1/3" has begun to fail, and is still asked.
  if (status.startsWith('UP') || status === 'no check') return []
  return [`${section}: ${name} is ${status}${lastCheck === '' ? '' : ` (${lastCheck})`}`]
}
