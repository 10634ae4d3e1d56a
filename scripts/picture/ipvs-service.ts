import { realServersIn } from '../../roles/kit/ipvs/real-servers.ts'
import type { Service as Described } from '../../roles/kit/ipvs/virtual-server.ts'
import type { Scene, SceneHost } from './scene.ts'
import { CLIENTS, edges, endsOf, type Sketch } from './sketch.ts'
import { otherPort, targetsIn } from './targets.ts'

const MODES = { dr: 'direct routing', nat: 'NAT', tun: 'IP in IP' } as const

/** A virtual server of the roles keepalived and ipvs. */
interface Service extends Described {
  readonly real_servers:
    | string
    | readonly { readonly host?: string | undefined; readonly address?: string | undefined }[]
}

/** Arrows from the directors to the real servers. With NAT, answers follow the real servers' default route. */
export function serviceSketch(service: Service, members: readonly SceneHost[], scene: Scene): Sketch {
  const { vip, port, fwmark, protocol, mode, scheduler } = service
  const servers = realServersIn(service, scene.find)
  const match = fwmark === undefined ? `${protocol} ${port}` : `fwmark ${fwmark}`
  const label = `${match}${otherPort(servers, [port ?? 0])}: ${MODES[mode]}, ${scheduler}`
  const { ends, nodes } = targetsIn(servers, scene)
  return {
    nodes,
    edges: [
      ...edges(endsOf(members, scene), ends, { kind: 'request', label }),
      ...(mode === 'nat' ? [] : edges([CLIENTS], ends, { kind: 'answers', label: 'answers, past the directors' })),
    ],
    listeners: [{ address: vip, hosts: members.map(({ name }) => name), label: match }],
  }
}
