import type { SceneHost } from './scene.ts'
import type { Sketch } from './sketch.ts'

/** A virtual address, the host that normally holds it, and the hosts that take it over, in order. */
export function addressSketch(address: string, name: string, [holder, ...others]: readonly SceneHost[]): Sketch {
  const from = { node: address }
  return {
    nodes: [{ id: address, kind: 'address', lines: [address, name], group: holder?.group }],
    edges: [
      ...(holder === undefined
        ? []
        : [{ from, to: { node: holder.name }, kind: 'request', label: 'holds it' } as const]),
      ...others.map((host) => ({ from, to: { node: host.name }, kind: 'other', label: 'takes over' }) as const),
    ],
    listeners: [],
  }
}
