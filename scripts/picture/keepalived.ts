import { bare } from '../../roles/addresses.ts'
import { ranking } from '../../roles/keepalived/priority.ts'
import { realServersOf } from '../../roles/keepalived/real-servers.ts'
import { keepalivedVars } from '../../roles/keepalived/vars.ts'
import type { Instance } from '../../roles/keepalived/vars-instance.ts'
import type { VirtualServer } from '../../roles/keepalived/vars-server.ts'
import { vipsOf } from '../../roles/keepalived/vips.ts'
import { passing } from './passing.ts'
import type { Scene, Use } from './scene.ts'
import { joined, type Sketch } from './sketch.ts'

/** Who holds which address, who takes it over, and what IPVS passes on. */
export function keepalivedSketch(use: Use, scene: Scene): Sketch {
  const vars = keepalivedVars.parse(use.vars)
  return joined([
    ...vars.instances.map((instance) => addresses(instance, use)),
    ...vars.virtual_servers.map((server) => balancing(server, use, scene)),
  ])
}

function addresses(instance: Instance, { members }: Use): Sketch {
  const [holder, ...others] = ranking(instance, members).map(({ host }) => ({ node: host.name }))
  const vips = vipsOf(instance).map(bare)
  return {
    nodes: vips.map((vip) => ({ id: vip, kind: 'address', lines: [vip, instance.name], group: members[0]?.group })),
    edges: vips.flatMap((vip) => [
      ...(holder === undefined
        ? []
        : [{ from: { node: vip }, to: holder, kind: 'request', label: 'holds it' } as const]),
      ...others.map((to) => ({ from: { node: vip }, to, kind: 'other', label: 'takes over' }) as const),
    ]),
    doors: [],
  }
}

function balancing(server: VirtualServer, { members }: Use, scene: Scene): Sketch {
  const { vip, port, fwmark, protocol, mode, scheduler } = server
  const servers = realServersOf(server, scene.find)
  return passing({ vip, port, fwmark, protocol, mode, scheduler, members, servers }, scene)
}
