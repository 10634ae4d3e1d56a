import { ranking } from '../../roles/keepalived/config/priority.ts'
import type { Instance } from '../../roles/keepalived/vars/instance.ts'
import { keepalivedVars } from '../../roles/keepalived/vars/vars.ts'
import { vipsOf } from '../../roles/keepalived/vars/vips.ts'
import { bare } from '../../roles/kit/addresses.ts'
import { holding } from './holding.ts'
import { passing } from './passing.ts'
import type { Scene, Use } from './scene.ts'
import { joined, type Sketch } from './sketch.ts'

/** Who holds which address, who takes it over, and what IPVS passes on. */
export function keepalivedSketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = keepalivedVars.parse(written)
  const ranked = (instance: Instance) => {
    const names = ranking(instance, members).map(({ host }) => host.name)
    return members.toSorted((one, other) => names.indexOf(one.name) - names.indexOf(other.name))
  }
  return joined([
    ...vars.instances.flatMap((instance) =>
      vipsOf(instance).map((vip) => holding(bare(vip), instance.name, ranked(instance))),
    ),
    ...vars.virtual_servers.map((server) => passing(server, members, scene)),
  ])
}
