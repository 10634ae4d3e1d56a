import type { HostView } from '../../roles/contract.ts'
import type { Scene, SceneHost } from './scene.ts'

/** A picture as plain data. */
export interface Sketch {
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge[]
  readonly listeners: readonly Listener[]
}

/** A port that clients connect to. */
export interface Listener {
  /** An address without a prefix; undefined for all addresses of these hosts. */
  readonly address: string | undefined
  /** Names of hosts. */
  readonly hosts: readonly string[]
  /** Such as `tcp 80`. */
  readonly label: string
}

export interface Node {
  readonly id: string
  readonly kind: 'host' | 'address' | 'clients'
  readonly lines: readonly string[]
  /** The box around it; undefined for none. */
  readonly group: string | undefined
}

export interface Edge {
  readonly from: End
  readonly to: End
  /**
   * Requests are solid lines, everything else is dotted. Answers on another path are drawn from their destination and
   * without an arrow head: an arrow against the flow would turn the picture around.
   */
  readonly kind: 'request' | 'other' | 'answers'
  /** Empty for no label. */
  readonly label: string
}

/** A node, or all nodes of a group. */
export type End = { readonly node: string } | { readonly group: string }

export const CLIENTS = { node: 'clients' }

/** Merges sketches: equal parts are drawn once. */
export function joined(sketches: readonly Sketch[]): Sketch {
  return {
    nodes: once(sketches.flatMap(({ nodes }) => nodes)),
    edges: once(sketches.flatMap(({ edges }) => edges)),
    listeners: once(sketches.flatMap(({ listeners }) => listeners)),
  }
}

export function once<Part>(parts: readonly Part[]): readonly Part[] {
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()]
}

/** The hosts as ends of an edge: a whole group if all of its hosts are among them, else single hosts. */
export function endsOf(hosts: readonly HostView[], scene: Scene): readonly End[] {
  const names = new Set(hosts.map(({ name }) => name))
  const groups = Map.groupBy(scene.hosts, ({ group }) => group)
  const isWhole = ({ group }: SceneHost) => (groups.get(group) ?? []).every(({ name }) => names.has(name))
  const chosen = scene.hosts.filter(({ name }) => names.has(name))
  return once(chosen.map((host): End => (isWhole(host) ? { group: host.group } : { node: host.name })))
}

/** An edge from each end of `from` to each end of `to`. */
export function edges(from: readonly End[], to: readonly End[], more: Pick<Edge, 'kind' | 'label'>): readonly Edge[] {
  return from.flatMap((one) => to.map((other) => ({ from: one, to: other, ...more })))
}
