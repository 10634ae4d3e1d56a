import { carriedBy } from '../../roles/ipvs/carried.ts'
import { ipvsVars } from '../../roles/ipvs/vars.ts'
import { bare } from '../../roles/kit/addresses.ts'
import { addressSketch } from './address.ts'
import { serviceSketch } from './ipvs-service.ts'
import type { Scene, Use } from './scene.ts'
import { joined, type Sketch } from './sketch.ts'

/** A director that always holds its addresses, and the real servers. */
export function ipvsSketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = ipvsVars.parse(written)
  return joined([
    ...carriedBy(vars).map(({ address }) => addressSketch(bare(address), 'virtual address', members)),
    ...vars.virtual_servers.map((server) => serviceSketch(server, members, scene)),
  ])
}
