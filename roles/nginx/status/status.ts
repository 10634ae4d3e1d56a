import type { LookResult } from '../../../engine/check.ts'
import { Sh, sh, shFile } from '../../../engine/shell.ts'
import type { FrontStatus, PoolStatus, ServerStatus } from '../../../engine/status/items.ts'
import { type PartReading, type StatusPart, statusPart, type Told } from '../../../engine/status/part.ts'
import { shortDuration } from '../../../engine/times.ts'
import type { RoleContext } from '../../contract.ts'
import { endpoint } from '../../kit/addresses.ts'
import { CONNECT } from '../../kit/looks/http.ts'
import { daemonPart } from '../../kit/status/daemon.ts'
import { ALL_UP, isRight, type Up } from '../../kit/verify/up.ts'
import { parseListen } from '../../kit/web/listen.ts'
import { accessLogPath } from '../config/site.ts'
import { streamLogPath } from '../config/stream.ts'
import { type Server, serversOf } from '../servers.ts'
import { protocolOfStream, upstreamsOf } from '../vars/stream.ts'
import type { NginxVars } from '../vars/vars.ts'
import { type NginxReading, readNginx, socketsFor } from './reading.ts'

interface DescribedFront {
  readonly name: string
  readonly protocol: 'tcp' | 'udp'
  readonly listens: readonly { readonly address: string | undefined; readonly port: number }[]
}

interface DescribedPool {
  readonly name: string
  readonly method: string
  readonly up: Up
  /** Undefined for UDP, where no connection shows that somebody is there. */
  readonly isTcp: boolean
  readonly servers: readonly Server[]
}

/** The described sites, streams and upstreams of one nginx. */
export interface DescribedNginx {
  readonly fronts: readonly DescribedFront[]
  readonly pools: readonly DescribedPool[]
}

/** Where nginx listens, and its upstreams: open-source nginx has no page for them, so its sockets and logs are read. */
export function nginxStatus(context: RoleContext<NginxVars>): readonly StatusPart[] {
  const { host } = context
  const described = describedNginx(context)
  return [
    daemonPart(host.name, 'nginx'),
    ...(described.fronts.length + described.pools.length === 0
      ? []
      : [
          statusPart({
            title: `nginx of ${host.name}`,
            looks: { nginx: { from: host.name, run: look(context.vars, described) } },
            read: ({ nginx }) => readStatus(described, nginx),
          }),
        ]),
  ]
}

const LOOK = shFile(new URL('./look.sh', import.meta.url))

function look({ sites, streams }: NginxVars, { pools }: DescribedNginx): Sh {
  const logs = [
    ...sites.flatMap((site) => accessLogPath(site) ?? []),
    ...streams.flatMap((one) => streamLogPath(one) ?? []),
  ]
  const places = pools.filter(({ isTcp }) => isTcp).flatMap(({ servers }) => servers.filter(({ down }) => !down))
  // A server by DNS name or socket is not asked.
  const words = new Map(
    places.flatMap(({ address, port }) => (address === undefined ? [] : [[endpoint(address, port), [address, port]]])),
  )
  return Sh.lines([
    CONNECT,
    LOOK,
    sh`nginx_status ${[...(pools.length === 0 ? [] : logs), '--', ...[...words.values()].flat()]}`,
  ])
}

function describedNginx({ vars, hosts }: RoleContext<NginxVars>): DescribedNginx {
  const { sites, streams, upstreams } = vars
  const udp = new Set(streams.filter((one) => protocolOfStream(one) === 'udp').flatMap(upstreamsOf))
  const listensIn = (written: readonly (number | string)[]) => written.flatMap((one) => parseListen(one) ?? [])
  return {
    fronts: [
      ...sites.map(({ name, listens }) => ({ name, protocol: 'tcp' as const, listens: listensIn(listens) })),
      ...streams.map((one) => ({ name: one.name, protocol: protocolOfStream(one), listens: listensIn(one.listen) })),
    ],
    pools: upstreams.map((upstream) => ({
      name: upstream.name,
      method: upstream.method,
      up: upstream.up ?? ALL_UP,
      isTcp: !udp.has(upstream.name),
      servers: serversOf(upstream, (pattern) => hosts(pattern)),
    })),
  }
}

/** Reads what look.sh prints. */
export function readStatus({ fronts, pools }: DescribedNginx, { from, status, output }: LookResult): PartReading {
  if (status === undefined) return { items: [] }
  const told = (text: string): Told => ({ text, host: from })
  if (!/^now \d/m.test(output))
    return { items: [], problems: [told(`nginx cannot be looked at: ${output.trim().split('\n').at(-1)}`)] }
  const reading = readNginx(output)
  const open = fronts.map((front) => frontOf(from, front, reading))
  const read = pools.map((pool) => ({ pool, item: poolOf(from, pool, reading) }))
  return {
    items: [...open, ...read.map(({ item }) => item)],
    problems: [
      ...open.filter((front) => !front.open).map(({ name, seen }) => told(`${name}: ${seen}`)),
      ...read.flatMap(({ pool, item }) => poolProblems(pool, item)).map(told),
    ],
  }
}

function frontOf(balancer: string, { name, protocol, listens }: DescribedFront, reading: NginxReading): FrontStatus {
  const closed = listens.filter(({ address, port }) => socketsFor(reading, protocol, address, port).length === 0)
  const at = listens.map(({ address, port }) => endpoint(address ?? '*', port))
  const connections = [...reading.here].filter(([local]) =>
    listens.some(({ address, port }) =>
      address === undefined ? local.endsWith(`:${port}`) : local === endpoint(address, port),
    ),
  )
  return {
    kind: 'front',
    balancer,
    program: 'nginx',
    name,
    at,
    open: closed.length === 0,
    seen:
      closed.length === 0
        ? 'listens'
        : `nothing listens on ${closed.map(({ address, port }) => endpoint(address ?? '*', port)).join(', ')}`,
    ...(protocol === 'udp' ? {} : { connections: connections.reduce((sum, [, count]) => sum + count, 0) }),
  }
}

function poolOf(balancer: string, { name, method, isTcp, servers }: DescribedPool, reading: NginxReading): PoolStatus {
  return {
    kind: 'pool',
    balancer,
    program: 'nginx',
    name,
    method,
    servers: servers.map((server) => serverOf(server, isTcp, reading)),
  }
}

function serverOf(server: Server, isTcp: boolean, reading: NginxReading): ServerStatus {
  const at = server.endpoint
  const failures = reading.failures.filter((one) => one.server === at)
  const [last] = failures.toSorted((one, other) => one.age - other.age)
  const known = {
    name: server.name,
    weight: server.down ? 0 : server.weight,
    ...(server.backup ? { backup: true as const } : {}),
    ...(isTcp ? { connections: reading.there.get(at) ?? 0 } : {}),
    rate: Math.round((reading.rates.get(at) ?? 0) * 10) / 10,
  }
  if (server.down) return { ...known, state: 'out', seen: 'down' }
  const refused = reading.connects.get(at)
  const lastText = last === undefined ? undefined : `${last.what} ${shortDuration(Math.max(0, last.age))} ago`
  if (isTcp && refused !== undefined && refused !== '')
    return { ...known, state: 'down', seen: 'no connection', check: refused }
  const recent = failures.filter(({ age }) => age <= secondsOf(server.failTimeout)).length
  // nginx counts in the memory that its workers share, and forgets after fail_timeout.
  if (server.maxFails > 0 && recent >= server.maxFails)
    return { ...known, state: 'down', seen: `set aside after ${recent} failures`, check: lastText ?? '' }
  return {
    ...known,
    state: 'up',
    seen: refused === undefined ? 'not asked' : 'connects',
    ...(lastText === undefined ? {} : { check: lastText }),
  }
}

const UNITS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const

function secondsOf(duration: string): number {
  const [, number = '0', unit = 's'] = /^(\d+)(ms|s|m|h|d)?$/.exec(duration) ?? []
  return Number(number) * UNITS[unit as keyof typeof UNITS]
}

function poolProblems({ name, up, servers }: DescribedPool, item: PoolStatus): readonly string[] {
  const needed = item.servers.filter((_, index) => servers[index]?.down === false)
  const down = needed.filter(({ state }) => state === 'down')
  const text = (one: ServerStatus) => `${one.name} is down (${[one.seen, one.check].filter(Boolean).join(': ')})`
  if (up.least === undefined) return down.map((one) => `${name}: ${text(one)}`)
  const count = needed.length - down.length
  return isRight(up, count, needed.length)
    ? []
    : [`${name}: ${count} up, and ${up.text} is described${down.length === 0 ? '' : `: ${down.map(text).join(', ')}`}`]
}
