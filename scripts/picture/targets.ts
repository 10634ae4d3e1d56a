import { endpoint } from '../../roles/kit/addresses.ts'
import type { Scene } from './scene.ts'
import { type End, endsOf, type Node } from './sketch.ts'

/** A server behind a balancer. */
export interface Target {
  readonly address: string
  readonly port: number
}

/** The hosts with these addresses, and a node for each address that is not in the inventory. */
export function targetsIn(targets: readonly Target[], scene: Scene): { ends: readonly End[]; nodes: readonly Node[] } {
  const isKnown = ({ address }: Target) => scene.hosts.some((host) => host.address === address)
  const known = scene.hosts.filter((host) => targets.some(({ address }) => address === host.address))
  const unknown = targets.filter((target) => !isKnown(target))
  return {
    ends: [...endsOf(known, scene), ...unknown.map(({ address }) => ({ node: address }))],
    nodes: unknown.map(({ address, port }) => {
      return { id: address, kind: 'host', lines: [endpoint(address, port)], group: 'not in the inventory' }
    }),
  }
}

/** ` to 8080` if servers listen on another port than the balancer. */
export function otherPort(targets: readonly Target[], clientPorts: readonly number[]): string {
  const others = new Set(targets.map(({ port }) => port).filter((port) => port !== 0 && !clientPorts.includes(port)))
  return others.size === 0 ? '' : ` to ${[...others].join(', ')}`
}
