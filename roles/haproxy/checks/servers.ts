import { type Check, checkOf, type LookResult, type Verdict } from '../../../engine/check.ts'
import type { FindHosts } from '../../kit/hosts/servers.ts'
import { ALL_UP, isRight, type Up } from '../../kit/verify/up.ts'
import { ownSections } from '../own/lines.ts'
import { type CheckedServer, serversIn } from '../own/servers.ts'
import { pickedBy, pickedByLines } from '../own/up.ts'
import { backsOf } from '../proxies.ts'
import { checkedServersOf } from '../servers.ts'
import type { Back } from '../vars/proxy.ts'
import type { HaproxyVars } from '../vars/vars.ts'
import { askSocket, parseStat, type StatRow } from './counters.ts'

/** The servers of one section, as vars and lines of the user's own describe them. */
export interface DescribedServers {
  readonly section: string
  readonly servers: readonly CheckedServer[]
  /** How many of them must be up. */
  readonly up: Up
}

export function describedServers(vars: HaproxyVars, find: FindHosts): readonly DescribedServers[] {
  const own = ownSections(vars).filter(({ kind }) => kind !== 'frontend')
  return [
    ...backsOf(vars).map((back) => ({ section: back.name, servers: checkedServersOf(back, find), up: upOf(back) })),
    ...own.map(({ name, lines }) => ({
      section: name,
      servers: serversIn(lines),
      up: vars.up[name] ?? pickedByLines(lines)?.up ?? ALL_UP,
    })),
  ]
}

/** How many servers of a backend must be up: what is written, else what its check is known to pick, else all. */
export function upOf(back: Back): Up {
  return back.up ?? pickedBy(back)?.up ?? ALL_UP
}

/** HAProxy has the servers that are described, with their weights. */
export function tableCheck(host: string, socket: string, described: readonly DescribedServers[]): Check {
  return checkOf({
    title: `${host}'s HAProxy has the described servers`,
    advice: `Compare with "show stat" on ${host}: somebody has added or changed servers there since the last reload.`,
    expects: described.map(({ section, servers }) => [section, servers.map(({ name, weight }) => [name, weight])]),
    looks: { stat: { from: host, run: askSocket(socket, 'show stat') } },
    within: 15,
    judge: ({ stat }) => judgeTable(described, stat),
  })
}

/**
 * As many servers are up as are described. It expects nothing, so that a server that was down before a run is excused
 * whatever else changes: its faults say which one.
 */
export function serversCheck(host: string, socket: string, described: readonly DescribedServers[]): Check {
  return checkOf({
    title: `the servers of ${host}'s HAProxy are up`,
    advice:
      'Start the service on the servers that are down, or look why they do not answer; take one out with weight 0. Where the health check picks servers, such as the writer of databases, write up: 1, and up: any where some may be down.',
    looks: { stat: { from: host, run: askSocket(socket, 'show stat') } },
    within: 15,
    judge: ({ stat }) => judgeServers(described, stat),
  })
}

/** The rows of servers; undefined if the socket does not answer. */
export function serverRows(stat: LookResult): readonly StatRow[] | undefined {
  return stat.status === 0 ? parseStat(stat.output).filter(({ isServer }) => isServer) : undefined
}

function silent({ output }: LookResult): Verdict {
  return { holds: false, saw: output.trim() || 'the admin socket does not answer' }
}

export function judgeTable(described: readonly DescribedServers[], stat: LookResult): Verdict {
  const rows = serverRows(stat)
  if (rows === undefined) return silent(stat)
  const faults = described.flatMap((one) => differences(one, rows))
  if (faults.length > 0) return { holds: false, saw: faults.join('; ') }
  return {
    holds: true,
    saw: described.map(({ section, servers }) => `${section}: ${servers.length}`).join('; ') || 'none',
  }
}

function differences({ section, servers }: DescribedServers, rows: readonly StatRow[]): readonly string[] {
  const running = rows.filter((row) => row.section === section)
  const undescribed = running.filter((row) => !servers.some(({ name }) => name === row.name))
  return [
    ...undescribed.map(({ name }) => `${section}: ${name} is not described`),
    ...servers.flatMap(({ name, weight, byAgent, isSlot }) => {
      const row = running.find((one) => one.name === name)
      if (row === undefined) return isSlot ? [] : [`${section}: ${name} is missing`]
      return row.weight === weight || byAgent
        ? []
        : [`${section}: ${name} has weight ${row.weight}, ${weight} is described`]
    }),
  ]
}

export function judgeServers(described: readonly DescribedServers[], stat: LookResult): Verdict {
  const rows = serverRows(stat)
  if (rows === undefined) return silent(stat)
  const faults = described.flatMap((one) => faultsOf(one, rows))
  if (faults.length > 0)
    return { holds: false, saw: faults.map(({ saw }) => saw).join('; '), faults: faults.map(({ fault }) => fault) }
  const counts = described.flatMap(({ section }) => {
    const running = rows.filter((row) => row.section === section)
    return running.length === 0 ? [] : [`${section}: ${running.filter(isUp).length} up`]
  })
  return { holds: true, saw: counts.join('; ') || 'no servers' }
}

/** What is seen, and the fault alone: it stays the same while the reason for it changes. */
export interface ServerFault {
  readonly fault: string
  readonly saw: string
}

/** The servers of a section of which more are down than may be. */
export function faultsOf({ section, servers, up }: DescribedServers, rows: readonly StatRow[]): readonly ServerFault[] {
  const running = rows.filter((row) => row.section === section)
  const needed = servers.flatMap((server) => {
    const row = running.find(({ name }) => name === server.name)
    return row === undefined || mayBeDown(server, row) ? [] : [row]
  })
  if (up.least === undefined)
    return needed
      .filter((row) => !isUp(row))
      .map((row) => ({ fault: `${section}/${row.name} is down`, saw: `${section}: ${stateOf(row)}` }))
  const count = needed.filter(isUp).length
  if (isRight(up, count, needed.length)) return []
  const saw = `${section}: ${count} up, and ${up.text} is described: ${needed.map(shortState).join(', ')}`
  return [{ fault: `${section}: ${count} up`, saw }]
}

/** A server that gets nothing by its description, or that something else than a health check has taken out. */
export function mayBeDown({ weight, disabled, byAgent, isSlot }: CheckedServer, { status }: StatRow): boolean {
  if (weight === 0 || disabled) return true
  if (byAgent && /^(DRAIN|MAINT|DOWN \(agent\))/.test(status)) return true
  return isSlot && status.startsWith('MAINT')
}

/** "UP 1/3": its health checks began to fail, but it still gets requests. */
export function isUp({ status }: StatRow): boolean {
  return status.startsWith('UP') || status === 'no check'
}

function stateOf({ name, status, lastCheck }: StatRow): string {
  return `${name} is ${status}${lastCheck === '' ? '' : ` (${lastCheck})`}`
}

function shortState({ name, status, lastCheck }: StatRow): string {
  return `${name} ${status}${lastCheck === '' ? '' : ` (${lastCheck})`}`
}
