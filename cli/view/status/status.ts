import { foldNames, hostList } from '../../../engine/host-names.ts'
import type { ClusterStatus, HostStatus, LastRun, StatusRemark } from '../../../engine/status/cluster-status.ts'
import type { DatabaseStatus, FrontStatus, VipStatus } from '../../../engine/status/items.ts'
import { clean } from '../clean.ts'
import { type Column, tableLines, wrapped } from '../columns.ts'
import type { Paint } from '../paint.ts'
import { rowName, type ServerRow, type SharedPool, sharedPools } from './servers.ts'

/** How a status is printed. */
export interface StatusStyle {
  readonly paint: Paint
  /** Characters of a line. */
  readonly width: number
  /** Each server and each host on a line of its own. */
  readonly isWhole: boolean
}

/** The width without a terminal. */
export const USUAL_WIDTH = 80

/** A status as text for one screen: what is not right comes first. Hosts and servers that are alike share a line. */
export function statusText(status: ClusterStatus, style: StatusStyle): string {
  const shown = clean(status)
  const blocks = [
    [headLine(shown, style), ...remarkLines(shown, style)],
    vipLines(shown.vips, style),
    frontLines(shown.fronts, style),
    ...sharedPools(shown.pools, style.isWhole).map((pool) => poolLines(pool, style)),
    databaseLines(shown.databases, style),
    hostLines(shown.hosts, style),
  ]
  const printed = blocks.filter((lines) => lines.length > 0)
  return `${printed.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function headLine({ playbook, at, healthy, problems }: ClusterStatus, { paint, width }: StatusStyle): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const state = healthy ? 'healthy' : `not healthy, ${count}`
  const time = `${at.slice(0, 19).replace('T', ' ')} UTC`
  const gap = ' '.repeat(Math.max(2, width - playbook.length - state.length - time.length - 2))
  return `${paint('bold', playbook)}: ${paint(healthy ? 'green' : 'red', state)}${gap}${paint('dim', time)}`
}

function remarkLines({ problems, notes }: ClusterStatus, { paint, width }: StatusStyle): string[] {
  return [
    ...problems.flatMap((one) => wrapped(`✗ ${remarkText(one)}`, width).map((line) => paint('red', line))),
    ...notes.flatMap((one) => wrapped(`○ ${remarkText(one)}`, width).map((line) => paint('yellow', line))),
  ]
}

/** A sentence that names its host says nothing more about it. */
function remarkText({ text, hosts }: StatusRemark): string {
  const words = text.split(/[\s:,()]+/)
  const named = hosts.every((host) => words.includes(host))
  return hosts.length === 0 || named ? text : `${foldNames(hosts)}: ${text}`
}

/** A table with headings. Rows are coloured as a whole, so that the columns stay straight. */
function table(
  columns: readonly Column[],
  rows: readonly { readonly cells: readonly string[]; readonly isRight: boolean }[],
  { paint, width }: StatusStyle,
): string[] {
  const { heading, rows: printed } = tableLines(
    columns,
    rows.map(({ cells }) => cells),
    width,
  )
  const lines = printed.flatMap((lines, index) =>
    lines.map((line) => (rows[index]?.isRight ? line : paint('red', line))),
  )
  return [paint('bold', heading), ...lines]
}

const VIP: readonly Column[] = [
  { heading: 'ADDRESS' },
  { heading: 'HOLDER' },
  { heading: 'STANDBY' },
  { heading: 'ASKED ON THE SEGMENT' },
]

function vipLines(vips: readonly VipStatus[], style: StatusStyle): string[] {
  if (vips.length === 0) return []
  const rows = vips.map(({ address, holders, standby, segment }) => ({
    cells: [
      address,
      holders.map((one) => `${one.host} (${one.interface})`).join(' and ') || 'nobody',
      foldNames(standby),
      segment.map(segmentText).join('; '),
    ],
    isRight: holders.length === 1,
  }))
  return table(VIP, rows, style)
}

/** `client1: lb1 answers`; the holder gets no answer to its own question. */
function segmentText({ from, answers, cannot }: VipStatus['segment'][number]): string {
  if (cannot !== undefined) return `${from} cannot ask: ${cannot}`
  const who = answers.map(({ mac, host }) => host ?? mac).join(' and ')
  return `${from}: ${who === '' ? 'no answer' : who}`
}

const FRONT: readonly Column[] = [
  { heading: 'FRONTEND' },
  { heading: 'STATE' },
  { heading: 'CONNECTIONS', align: 'right' },
  { heading: 'RATE', align: 'right' },
  { heading: 'ON' },
  { heading: 'AT' },
]

function frontLines(fronts: readonly FrontStatus[], style: StatusStyle): string[] {
  if (fronts.length === 0) return []
  const groups = Map.groupBy(fronts, ({ program, name, open, seen }) => JSON.stringify([program, name, open, seen]))
  const rows = [...groups.values()].map((group) => {
    const [first] = group
    return {
      cells: [
        first?.name ?? '',
        first?.open ? 'open' : (first?.seen ?? ''),
        countText(total(group.map(({ connections }) => connections))),
        rateText(total(group.map(({ rate }) => rate))),
        `${foldNames(group.map(({ balancer }) => balancer))} (${first?.program})`,
        foldNames([...new Set(group.flatMap(({ at }) => at))]),
      ],
      isRight: first?.open === true,
    }
  })
  return table(FRONT, rows, style)
}

function total(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0)
}

function countText(count: number | undefined): string {
  return count === undefined ? '' : String(count)
}

function rateText(rate: number | undefined): string {
  return rate === undefined ? '' : `${Math.round(rate * 10) / 10}/s`
}

const SERVER: readonly Column[] = [
  { heading: '  SERVER' },
  { heading: 'STATE' },
  { heading: 'WEIGHT', align: 'right' },
  { heading: 'CONNECTIONS', align: 'right' },
  { heading: 'RATE', align: 'right' },
  { heading: 'SEEN BY' },
  { heading: 'CHECK' },
]

function poolLines({ program, name, method, balancers, rows }: SharedPool, style: StatusStyle): string[] {
  const how = [program, method].filter((word) => word !== '').join(', ')
  return [
    `${style.paint('bold', name)} (${how}) on ${foldNames(balancers)}`,
    ...table(
      SERVER,
      rows.map((row) => ({ cells: serverCells(row), isRight: row.state !== 'down' })),
      style,
    ),
  ]
}

function serverCells(row: ServerRow): string[] {
  const { weight, connections, rate, on, check } = row
  return [
    `  ${rowName(row)}`,
    stateText(row),
    countText(weight),
    countText(connections),
    rateText(rate),
    foldNames(on),
    check ?? '',
  ]
}

/** `up`, or what the balancer says. */
function stateText({ state, seen }: Pick<ServerRow, 'state' | 'seen'>): string {
  const isUsual = ['UP', 'no check', 'in the table', 'connects', 'not asked'].includes(seen)
  if (state === 'up') return isUsual ? 'up' : seen
  return state === 'down' && seen === 'DOWN' ? 'DOWN' : `${state === 'down' ? 'DOWN, ' : ''}${seen}`
}

const DATABASE: readonly Column[] = [
  { heading: 'DATABASE' },
  { heading: 'ENGINE' },
  { heading: 'STATE' },
  { heading: 'LAG', align: 'right' },
  { heading: 'EPOCH', align: 'right' },
  { heading: 'SEMI-SYNC' },
  { heading: 'REPLICATION' },
]

function databaseLines(databases: readonly DatabaseStatus[], style: StatusStyle): string[] {
  if (databases.length === 0) return []
  const rows = databases.map(({ host, engine, mode, lag, epoch, semisync, channel }) => ({
    cells: [
      host,
      engine,
      mode === 'open' ? (epoch === undefined ? 'open' : 'open, the writer') : mode === 'unknown' ? 'no answer' : mode,
      lag === undefined ? '' : `${lag} s`,
      epoch ?? '',
      semisync ?? '',
      channel ?? '',
    ],
    isRight: mode !== 'unknown',
  }))
  return table(DATABASE, rows, style)
}

const HOST: readonly Column[] = [
  { heading: 'HOST' },
  { heading: 'DRIFT' },
  { heading: 'LOCK' },
  { heading: 'LAST RUN' },
]

/** More hosts than this are folded: those that are alike share a line. */
const MOST_HOSTS = 6

function hostLines(hosts: readonly HostStatus[], style: StatusStyle): string[] {
  const rows = hosts.map((host) => ({ host, cells: hostCells(host) }))
  const isFolded = !style.isWhole && hosts.length > MOST_HOSTS
  const groups = Map.groupBy(rows, ({ host, cells }) => JSON.stringify([isFolded ? '' : host.host, cells]))
  const shown = [...groups.values()].map((group) => {
    const [first] = group
    const names = group.map(({ host }) => host.host)
    return {
      cells: [names.length > 1 ? hostList(names) : (names[0] ?? ''), ...(first?.cells ?? [])],
      isRight: first?.host.reached === true && first.host.drift?.length === 0,
    }
  })
  const wrong = shown.filter(({ isRight }) => !isRight)
  return table(HOST, [...wrong, ...shown.filter(({ isRight }) => isRight)], style)
}

function hostCells({ reached, drift, lock, lastRun }: HostStatus): string[] {
  if (!reached) return ['not reached', '', '']
  return [
    drift === undefined ? 'unknown' : drift.length === 0 ? 'no' : `yes (${drift.length})`,
    lock?.operator ?? '',
    lastRun === undefined ? 'none' : runText(lastRun),
  ]
}

/** `20261121-103112-k3f9 apply by anna@desk`, and how it ended if it is not committed. */
function runText({ run, command, operator, outcome }: LastRun): string {
  const end = outcome === 'committed' ? '' : `${outcome}: `
  return `${end}${run} ${command} by ${operator}`
}
