import type { Scene, SceneHost } from './scene.ts'
import { edges, endsOf, type Sketch } from './sketch.ts'
import { otherPort, type Target, targetsIn } from './targets.ts'

/** Servers behind a proxy: it ends the clients' connections and opens its own. */
export interface Backend {
  /** A path, or a backend's name and condition. */
  readonly title: string
  /** The balancing method. */
  readonly method: string
  /** Ports that clients connect to. */
  readonly clientPorts: readonly number[]
  readonly members: readonly SceneHost[]
  readonly servers: readonly (Target & { readonly backup: boolean })[]
}

/** Arrows from the balancers to the servers; those to backup servers are dotted. */
export function backendSketch({ title, method, clientPorts, members, servers }: Backend, scene: Scene): Sketch {
  const from = endsOf(members, scene)
  const active = targetsIn(
    servers.filter((server) => !server.backup),
    scene,
  )
  const backup = targetsIn(
    servers.filter((server) => server.backup),
    scene,
  )
  const label = `${title}${otherPort(servers, clientPorts)}: ${method}`
  return {
    nodes: [...active.nodes, ...backup.nodes],
    edges: [
      ...edges(from, active.ends, { kind: 'request', label }),
      ...edges(from, backup.ends, { kind: 'other', label: `${title}: while no other is up` }),
    ],
    listeners: [],
  }
}
