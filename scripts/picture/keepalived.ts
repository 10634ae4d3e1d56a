import { ranking } from '../../roles/keepalived/config/priority.ts'
import type { Instance } from '../../roles/keepalived/vars/instance.ts'
import { keepalivedVars } from '../../roles/keepalived/vars/vars.ts'
import { vipsOf } from '../../roles/keepalived/vars/vips.ts'
import { bare } from '../../roles/kit/addresses.ts'
import { addressSketch } from './address.ts'
import { serviceSketch } from './ipvs-service.ts'
import type { Scene, Use } from './scene.ts'
import { joined, type Sketch } from './sketch.ts'

/** The hosts that hold and take over each address, and the real servers. */
export function keepalivedSketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = keepalivedVars.parse(written)
  const ranked = (instance: Instance) => {
    const names = ranking(instance, members).map(({ host }) => host.name)
    return members.toSorted((one, other) => names.indexOf(one.name) - names.indexOf(other.name))
  }
  return joined([
    ...vars.instances.flatMap((instance) =>
      vipsOf(instance).map((vip) => addressSketch(bare(vip), instance.name, ranked(instance))),
    ),
    ...vars.virtual_servers.map((server) => serviceSketch(server, members, scene)),
  ])
}
