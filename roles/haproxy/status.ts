import type { LookResult } from '../../engine/check.ts'
import type { FrontStatus, PoolStatus, ServerStatus } from '../../engine/status/items.ts'
import { type PartReading, type StatusPart, statusPart, type Told } from '../../engine/status/part.ts'
import type { RoleContext } from '../contract.ts'
import { endpoint } from '../kit/addresses.ts'
import { daemonPart } from '../kit/status/daemon.ts'
import { type ResolvedBind, resolvedBinds } from './binds.ts'
import { socketOf } from './checks/checks.ts'
import { askSocket, parseStat, type StatRow } from './checks/counters.ts'
import { type DescribedServers, describedServers, faultsOf, isUp } from './checks/servers.ts'
import { ownSections } from './own/lines.ts'
import type { CheckedServer } from './own/servers.ts'
import { backsOf } from './proxies.ts'
import type { HaproxyVars } from './vars/vars.ts'

/** The described sections of one HAProxy. */
export interface DescribedProxies {
  readonly binds: readonly Pick<ResolvedBind, 'section' | 'address' | 'port'>[]
  readonly backs: readonly (DescribedServers & { readonly method: string })[]
}

/** What HAProxy itself says of its frontends and servers, over its admin socket. */
export function haproxyStatus(context: RoleContext<HaproxyVars>): readonly StatusPart[] {
  const { host } = context
  const socket = socketOf(context)
  const daemon = daemonPart(host.name, 'haproxy')
  if (socket === undefined) return [daemon]
  const described = describedProxies(context)
  return [
    daemon,
    statusPart({
      title: `HAProxy of ${host.name}`,
      looks: { stat: { from: host.name, run: askSocket(socket, 'show stat') } },
      read: ({ stat }) => readProxies(described, stat),
    }),
  ]
}

function describedProxies({ vars, host, hosts }: RoleContext<HaproxyVars>): DescribedProxies {
  const own = ownSections(vars)
  const methods = new Map([
    ...own.map(({ name, lines }) => [name, ownMethod(lines)] as const),
    ...backsOf(vars).map((back) => [back.name, back.balance.words] as const),
  ])
  return {
    binds: resolvedBinds(vars, host),
    backs: describedServers(vars, (pattern) => hosts(pattern)).map((one) => ({
      ...one,
      method: methods.get(one.section) ?? 'roundrobin',
    })),
  }
}

function ownMethod(lines: readonly { readonly words: readonly string[] }[]): string {
  return (
    lines
      .find(({ words }) => words[0] === 'balance')
      ?.words.slice(1)
      .join(' ') ?? 'roundrobin'
  )
}

/** Reads `show stat`. */
export function readProxies({ binds, backs }: DescribedProxies, stat: LookResult): PartReading {
  const { from: balancer, status, output } = stat
  if (status === undefined) return { items: [] }
  // A process that is stopped takes the question, and answers nothing.
  if (status !== 0 || !output.startsWith('# pxname')) {
    const why = output.trim().split('\n').at(-1) || 'it does not answer'
    return { items: [], problems: [{ text: `HAProxy cannot be asked: ${why}`, host: balancer }] }
  }
  const rows = parseStat(output)
  const sections = [...Map.groupBy(binds, ({ section }) => section)]
  const fronts = sections.map(([section, group]) => frontOf(balancer, section, group, rows))
  const pools = backs.map((back) => poolOf(balancer, back, rows))
  const servers = rows.filter(({ isServer }) => isServer)
  const told = (texts: readonly string[]): Told[] => texts.map((text) => ({ text, host: balancer }))
  return {
    items: [...fronts, ...pools],
    problems: told([
      ...fronts.filter(({ open }) => !open).map(({ name, seen }) => `frontend ${name} is ${seen}`),
      // What somebody has taken out is not down.
      ...backs.flatMap((back) => [
        ...faultsOf(
          back,
          servers.filter((row) => stateOf(row) !== 'out'),
        ).map(({ saw }) => saw),
        ...missing(back, servers),
      ]),
    ]),
    notes: told(backs.flatMap((back) => takenOut(back, servers))),
  }
}

function frontOf(
  balancer: string,
  section: string,
  binds: DescribedProxies['binds'],
  rows: readonly StatRow[],
): FrontStatus {
  const row = rows.find((one) => one.section === section && one.name === 'FRONTEND')
  return {
    kind: 'front',
    balancer,
    program: 'HAProxy',
    name: section,
    at: [...new Set(binds.map(({ address, port }) => endpoint(address, port)))],
    open: row?.status === 'OPEN',
    seen: row?.status ?? 'not there',
    connections: row?.current,
    rate: row?.rate,
  }
}

function poolOf(
  balancer: string,
  { section, method, servers }: DescribedProxies['backs'][number],
  rows: readonly StatRow[],
) {
  const running = rows.filter((row) => row.section === section && row.isServer)
  const named = servers.filter(({ name, isSlot }) => !isSlot || running.some((row) => row.name === name))
  const others = running.filter((row) => !servers.some(({ name }) => name === row.name))
  return {
    kind: 'pool',
    balancer,
    program: 'HAProxy',
    name: section,
    method,
    servers: [
      ...named.map((server) =>
        serverOf(
          server,
          running.find((row) => row.name === server.name),
        ),
      ),
      ...others.map((row) => serverOf(undefined, row)),
    ],
  } satisfies PoolStatus
}

function serverOf(server: CheckedServer | undefined, row: StatRow | undefined): ServerStatus {
  if (row === undefined) return { name: server?.name ?? '', state: 'down', seen: 'not there' }
  return {
    name: row.name,
    state: stateOf(row),
    seen: row.status,
    weight: row.weight,
    ...(server?.backup ? { backup: true as const } : {}),
    connections: row.current,
    rate: row.rate,
    ...(row.lastCheck === '' ? {} : { check: row.lastCheck }),
  }
}

/** An empty slot of a server-template is in maintenance, too. */
function stateOf(row: StatRow): ServerStatus['state'] {
  if (/^(DRAIN|MAINT|NOLB)/.test(row.status) || (isUp(row) && row.weight === 0)) return 'out'
  return isUp(row) ? 'up' : 'down'
}

function missing({ section, servers }: DescribedServers, rows: readonly StatRow[]): readonly string[] {
  return servers
    .filter(({ name, isSlot }) => !isSlot && !rows.some((row) => row.section === section && row.name === name))
    .map(({ name }) => `${section}: HAProxy has no server ${name}`)
}

/** Servers that get no new clients although they are described with a weight. */
function takenOut({ section, servers }: DescribedServers, rows: readonly StatRow[]): readonly string[] {
  return servers.flatMap(({ name, weight, disabled, isSlot }) => {
    const row = rows.find((one) => one.section === section && one.name === name)
    if (row === undefined || weight === 0 || disabled || isSlot || stateOf(row) !== 'out') return []
    return [`${section}: ${name} is ${row.weight === 0 && isUp(row) ? 'at weight 0' : row.status}`]
  })
}
