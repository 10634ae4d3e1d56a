import type { Scene, SceneHost } from './scene.ts'
import { edges, endsOf, PEOPLE, type Sketch } from './sketch.ts'
import { otherPort, type Target, targetsIn } from './targets.ts'

const MODES = { dr: 'direct routing', nat: 'NAT', tun: 'IP in IP' } as const

/** A service of IPVS. */
export interface Passing {
  /** Such as `10.0.0.100`; undefined where a firewall mark says what is meant. */
  readonly vip: string | undefined
  readonly port: number | undefined
  readonly fwmark: number | undefined
  readonly protocol: string
  readonly mode: keyof typeof MODES
  readonly scheduler: string
  readonly members: readonly SceneHost[]
  readonly servers: readonly Target[]
}

/** From the directors to the real servers. With NAT answers go where the real servers' default route leads. */
export function passing(service: Passing, scene: Scene): Sketch {
  const { vip, port, fwmark, protocol, mode, scheduler, members, servers } = service
  const door = fwmark === undefined ? `${protocol} ${port}` : `fwmark ${fwmark}`
  const label = `${door}${otherPort(servers, [port ?? 0])}: ${MODES[mode]}, ${scheduler}`
  const { ends, nodes } = targetsIn(servers, scene)
  return {
    nodes,
    edges: [
      ...edges(endsOf(members, scene), ends, { kind: 'request', label }),
      ...(mode === 'nat' ? [] : edges(ends, [PEOPLE], { kind: 'other', label: 'answers, past the directors' })),
    ],
    doors: [{ address: vip, hosts: members.map(({ name }) => name), label: door }],
  }
}
