import { carriedBy } from '../../roles/ipvs/carried.ts'
import { ipvsVars } from '../../roles/ipvs/vars.ts'
import { bare } from '../../roles/kit/addresses.ts'
import { holding } from './holding.ts'
import { passing } from './passing.ts'
import type { Scene, Use } from './scene.ts'
import { joined, type Sketch } from './sketch.ts'

/** A director that holds its addresses for good, and what it passes on. */
export function ipvsSketch({ vars: written, members }: Use, scene: Scene): Sketch {
  const vars = ipvsVars.parse(written)
  return joined([
    ...carriedBy(vars).map(({ address }) => holding(bare(address), 'virtual address', members)),
    ...vars.virtual_servers.map((server) => passing(server, members, scene)),
  ])
}
