import { join } from 'node:path'
import type { LabPlace } from '../place.ts'

/** The variable of the environment that is set while Vagrant cuts the power of a machine. */
export const POWER_CUT = 'EVENKEEL_POWER_CUT'

/** The folder of the Vagrantfile. Providers name machines and networks after it. */
export function projectFolder(place: LabPlace): string {
  return join(place.state, place.namespace)
}

export function vagrantfilePath(place: LabPlace): string {
  return join(projectFolder(place), 'Vagrantfile')
}

/** The script of a host's first boot, beside the Vagrantfile. */
export function firstBootName(host: string): string {
  return `first-boot-${host}.sh`
}
