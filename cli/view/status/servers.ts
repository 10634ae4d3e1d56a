import { foldNames } from '../../../engine/host-names.ts'
import type { PoolStatus, ServerStatus } from '../../../engine/status/items.ts'

/** A pool of the same name on several balancers, as one table. */
export interface SharedPool {
  readonly program: string
  readonly name: string
  readonly method: string
  readonly balancers: readonly string[]
  readonly rows: readonly ServerRow[]
}

/** One server, or several that are alike. */
export interface ServerRow extends Omit<ServerStatus, 'name'> {
  readonly names: readonly string[]
  /** The balancers that see it so, if others see it in another way. */
  readonly on: readonly string[]
}

/** Pools that several balancers have in common; the names of the balancers are in their order. */
export function sharedPools(pools: readonly PoolStatus[], isWhole: boolean): readonly SharedPool[] {
  const groups = Map.groupBy(pools, ({ program, name, method }) => JSON.stringify([program, name, method]))
  return [...groups.values()].flatMap((group): SharedPool[] => {
    const [first] = group
    if (first === undefined) return []
    const balancers = group.map(({ balancer }) => balancer)
    const rows = rowsOf(group, balancers)
    const { program, name, method } = first
    return [{ program, name, method, balancers, rows: isWhole || rows.length <= MOST_ROWS ? rows : folded(rows) }]
  })
}

/** More servers than this are folded: those that are alike share a row. */
const MOST_ROWS = 8

/** What is not up comes first. */
const ORDER = { down: 0, out: 1, up: 2 } as const

function rowsOf(group: readonly PoolStatus[], balancers: readonly string[]): ServerRow[] {
  const seen = group.flatMap(({ balancer, servers }) => servers.map((server) => ({ balancer, server })))
  const alike = Map.groupBy(seen, ({ server }) => JSON.stringify([server.name, ...lookOf(server)]))
  const rows = [...alike.values()].flatMap((same): ServerRow[] => {
    const [first] = same
    if (first === undefined) return []
    const on = same.map(({ balancer }) => balancer)
    const { name, ...server } = first.server
    const servers = same.map((one) => one.server)
    return [{ ...server, ...sums(servers), names: [name], on: on.length === balancers.length ? [] : on }]
  })
  return rows.toSorted((one, other) => ORDER[one.state] - ORDER[other.state])
}

/** All that makes two servers look alike. */
function lookOf({ state, seen, weight, check, backup }: Omit<ServerStatus, 'name'>): readonly unknown[] {
  return [state, seen, weight, check, backup]
}

function folded(rows: readonly ServerRow[]): readonly ServerRow[] {
  const alike = Map.groupBy(rows, (row) => JSON.stringify([...lookOf(row), row.on]))
  return [...alike.values()].flatMap((same): ServerRow[] => {
    const [first] = same
    return first === undefined ? [] : [{ ...first, ...sums(same), names: same.flatMap(({ names }) => names) }]
  })
}

function sums(all: readonly Pick<ServerStatus, 'connections' | 'rate'>[]): Pick<ServerStatus, 'connections' | 'rate'> {
  const sum = (key: 'connections' | 'rate') => {
    const known = all.flatMap((one) => one[key] ?? [])
    return known.length === 0 ? undefined : known.reduce((total, one) => total + one, 0)
  }
  return { connections: sum('connections'), rate: sum('rate') }
}

/** `web1`, `web[1-48], 48 servers` */
export function rowName({ names, backup }: ServerRow): string {
  const name = names.length === 1 ? (names[0] ?? '') : `${foldNames(names)}, ${names.length} servers`
  return backup ? `${name} (backup)` : name
}
