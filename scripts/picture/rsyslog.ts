import { isIP } from 'node:net'
import { portOf, rsyslogVars } from '../../roles/rsyslog/vars/vars.ts'
import type { Scene, Use } from './scene.ts'
import { edges, endsOf, joined, type Sketch } from './sketch.ts'
import { targetsIn } from './targets.ts'

/** Arrows to the log hosts. */
export function rsyslogSketch({ vars, members }: Use, scene: Scene): Sketch {
  const { forward } = rsyslogVars.parse(vars)
  if (forward === undefined) return joined([])
  const addresses = [forward.to]
    .flat()
    .flatMap((to) => (isIP(to) === 0 ? scene.find(to).map((host) => host.address) : to))
  const port = portOf(forward)
  const { ends, nodes } = targetsIn(
    addresses.map((address) => ({ address, port })),
    scene,
  )
  const label = `logs, ${forward.protocol} ${port}`
  return { nodes, edges: edges(endsOf(members, scene), ends, { kind: 'other', label }), listeners: [] }
}
