import type { Scene, SceneHost } from './scene.ts'
import { edges, endsOf, type Sketch } from './sketch.ts'
import { otherPort, type Target, targetsIn } from './targets.ts'

/** What a balancer passes on that ends connections of clients and makes its own. */
export interface Relaying {
  /** What it is: a path, a backend's name and condition. */
  readonly what: string
  /** How servers are chosen. */
  readonly method: string
  /** Ports that clients ask. */
  readonly asked: readonly number[]
  readonly members: readonly SceneHost[]
  readonly servers: readonly (Target & { readonly backup: boolean })[]
}

/** From the balancers to the servers; those that only wait are dotted. */
export function relaying({ what, method, asked, members, servers }: Relaying, scene: Scene): Sketch {
  const from = endsOf(members, scene)
  const serving = targetsIn(
    servers.filter((server) => !server.backup),
    scene,
  )
  const waiting = targetsIn(
    servers.filter((server) => server.backup),
    scene,
  )
  const label = `${what}${otherPort(servers, asked)}: ${method}`
  return {
    nodes: [...serving.nodes, ...waiting.nodes],
    edges: [
      ...edges(from, serving.ends, { kind: 'request', label }),
      ...edges(from, waiting.ends, { kind: 'other', label: `${what}: while no other is up` }),
    ],
    doors: [],
  }
}
