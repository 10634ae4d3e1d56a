import { realServerVars } from '../../roles/real_server/vars/vars.ts'
import type { Scene, Use } from './scene.ts'
import { edges, endsOf, type Sketch } from './sketch.ts'

/** With NAT, the arrow of answers from the gateway's address. */
export function realServerSketch({ vars, members }: Use, scene: Scene): Sketch {
  const { gateway } = realServerVars.parse(vars)
  const from = gateway === undefined ? [] : [{ node: gateway }]
  return {
    nodes: [],
    edges: edges(from, endsOf(members, scene), { kind: 'answers', label: 'answers, by the default route' }),
    listeners: [],
  }
}
