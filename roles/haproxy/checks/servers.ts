import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { backsOf } from '../proxies.ts'
import { type Server, serversOf } from '../servers.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { askSocket, parseStat, type StatRow } from './counters.ts'

/** The servers of one section, as vars describe them. */
export interface DescribedServers {
  readonly section: string
  readonly servers: readonly Server[]
  /** How many of them the health check leaves up; undefined: all. */
  readonly up: number | undefined
  /** Agents on the servers change their weights. */
  readonly agentWeights: boolean
}

export function describedServers(vars: HaproxyVars, find: FindHosts): readonly DescribedServers[] {
  return backsOf(vars).map((back) => {
    const servers = serversOf(back, find)
    const agentWeights =
      back.default_server.agent !== undefined || servers.some(({ described }) => described.agent !== undefined)
    return { section: back.name, servers, up: back.up, agentWeights }
  })
}

/** HAProxy reports all servers up, with their weights. If `described` is undefined, all servers that it has are up. */
export function serversCheck(host: string, socket: string, described: readonly DescribedServers[] | undefined): Check {
  return checkOf({
    title: `the servers of ${host}'s HAProxy are up`,
    advice:
      'Start the service on the servers that are down, or look why they do not answer; take one out with weight 0. Where the health check picks servers, such as the writer of databases, write up: 1.',
    expects: described?.map(({ section, servers, up = null }) => [
      section,
      servers.map(({ name, weight }) => [name, weight]),
      ...(up === null ? [] : [up]),
    ]),
    looks: { stat: { from: host, run: askSocket(socket, 'show stat') } },
    within: 15,
    judge: ({ stat }) => judgeServers(described, stat),
  })
}

export function judgeServers(described: readonly DescribedServers[] | undefined, stat: LookResult): Verdict {
  if (stat.status !== 0) return { holds: false, saw: stat.output.trim() || 'the admin socket does not answer' }
  const rows = parseStat(stat.output).filter(({ isServer }) => isServer)
  const faults = described === undefined ? rows.flatMap(faultOf) : described.flatMap((one) => differences(one, rows))
  if (faults.length > 0) return { holds: false, saw: faults.join('; ') }
  const bySection = Map.groupBy(rows, ({ section }) => section)
  return {
    holds: true,
    saw:
      [...bySection].map(([section, servers]) => `${section}: ${servers.filter(isUp).length} up`).join('; ') ||
      'no servers',
  }
}

function differences(
  { section, servers, up, agentWeights }: DescribedServers,
  rows: readonly StatRow[],
): readonly string[] {
  const running = rows.filter((row) => row.section === section)
  const undescribed = running.filter((row) => !servers.some(({ name }) => name === row.name))
  return [
    ...undescribed.map(({ name }) => `${section}: ${name} is not described`),
    ...servers.flatMap((server) => {
      const row = running.find(({ name }) => name === server.name)
      if (row === undefined) return [`${section}: ${server.name} is missing`]
      if (row.weight !== server.weight && !agentWeights)
        return [`${section}: ${server.name} has weight ${row.weight}, ${server.weight} is described`]
      return up !== undefined || (server.weight === 0 && row.status.startsWith('DRAIN')) ? [] : faultOf(row)
    }),
    ...otherNumber(section, running, up),
  ]
}

/** The health check picks as many servers as are described; the others are rightly down (rule 62). */
function otherNumber(section: string, running: readonly StatRow[], up: number | undefined): readonly string[] {
  const count = running.filter(isUp).length
  if (up === undefined || count === up) return []
  const states = running.map(({ name, status, lastCheck }) => `${name} ${status}${lastCheck && ` (${lastCheck})`}`)
  return [`${section}: ${count} up, and ${up} is described: ${states.join(', ')}`]
}

function isUp(row: StatRow): boolean {
  return faultOf(row).length === 0
}

function faultOf({ section, name, status, lastCheck }: StatRow): readonly string[] {
  // "UP 1/3": its health checks began to fail, but it still gets requests.
  if (status.startsWith('UP') || status === 'no check') return []
  return [`${section}: ${name} is ${status}${lastCheck === '' ? '' : ` (${lastCheck})`}`]
}
