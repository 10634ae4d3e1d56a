import type { HostView } from '../../roles/contract.ts'
import type { Scene, SceneHost } from './scene.ts'

/** What a picture is made of: plain data. */
export interface Sketch {
  readonly nodes: readonly Node[]
  readonly edges: readonly Edge[]
  readonly doors: readonly Door[]
}

/** Where somebody listens to clients. */
export interface Door {
  /** An address without prefix; undefined: all addresses of these hosts. */
  readonly address: string | undefined
  /** Names of hosts. */
  readonly hosts: readonly string[]
  /** Such as `tcp 80`. */
  readonly label: string
}

export interface Node {
  readonly id: string
  readonly kind: 'host' | 'address' | 'people'
  readonly lines: readonly string[]
  /** The box that it stands in; undefined: none. */
  readonly group: string | undefined
}

export interface Edge {
  readonly from: End
  readonly to: End
  /**
   * The way of requests is solid; everything else is dotted. Answers that take another way are drawn from where they
   * arrive, without a head: arrows against the stream would turn the picture around.
   */
  readonly kind: 'request' | 'other' | 'answers'
  /** Empty for none. */
  readonly label: string
}

/** A node, or all nodes of a group. */
export type End = { readonly node: string } | { readonly group: string }

/** Those who ask. */
export const PEOPLE = { node: 'clients' }

/** Several sketches as one: what is in more than one of them is drawn once. */
export function joined(sketches: readonly Sketch[]): Sketch {
  return {
    nodes: once(sketches.flatMap(({ nodes }) => nodes)),
    edges: once(sketches.flatMap(({ edges }) => edges)),
    doors: once(sketches.flatMap(({ doors }) => doors)),
  }
}

export function once<Part>(parts: readonly Part[]): readonly Part[] {
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()]
}

/** Whole groups where all of their hosts are meant, and the other hosts one by one. */
export function endsOf(hosts: readonly HostView[], scene: Scene): readonly End[] {
  const named = new Set(hosts.map(({ name }) => name))
  const groups = Map.groupBy(scene.hosts, ({ group }) => group)
  const isWhole = ({ group }: SceneHost) => (groups.get(group) ?? []).every(({ name }) => named.has(name))
  const meant = scene.hosts.filter(({ name }) => named.has(name))
  return once(meant.map((host): End => (isWhole(host) ? { group: host.group } : { node: host.name })))
}

/** An edge from every end to every other. */
export function edges(from: readonly End[], to: readonly End[], more: Pick<Edge, 'kind' | 'label'>): readonly Edge[] {
  return from.flatMap((one) => to.map((other) => ({ from: one, to: other, ...more })))
}
