import { endpoint } from '../../roles/kit/addresses.ts'
import type { Scene } from './scene.ts'
import { type End, endsOf, type Node } from './sketch.ts'

/** Who answers, whichever balancer asks. */
export interface Target {
  readonly address: string
  readonly port: number
}

/** Hosts by their addresses, and a node for each address that the inventory does not know. */
export function targetsIn(targets: readonly Target[], scene: Scene): { ends: readonly End[]; nodes: readonly Node[] } {
  const isKnown = ({ address }: Target) => scene.hosts.some((host) => host.address === address)
  const known = scene.hosts.filter((host) => targets.some(({ address }) => address === host.address))
  const strangers = targets.filter((target) => !isKnown(target))
  return {
    ends: [...endsOf(known, scene), ...strangers.map(({ address }) => ({ node: address }))],
    nodes: strangers.map(({ address, port }) => {
      return { id: address, kind: 'host', lines: [endpoint(address, port)], group: 'not in the inventory' }
    }),
  }
}

/** ` to 8080` where servers listen on another port than clients ask. */
export function otherPort(targets: readonly Target[], asked: readonly number[]): string {
  const others = new Set(targets.map(({ port }) => port).filter((port) => port !== 0 && !asked.includes(port)))
  return others.size === 0 ? '' : ` to ${[...others].join(', ')}`
}
