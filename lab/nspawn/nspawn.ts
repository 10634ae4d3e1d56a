import { localProvider } from '../local/provider.ts'
import { memoryOf, processOf, startContainer, stopContainer } from './container.ts'
import { NSPAWN_REQUIREMENTS } from './requirements.ts'

/**
 * Containers of systemd-nspawn: each host has its own systemd, files and network, on the kernel of this machine. They boot in
 * two seconds and run at full speed, but have only what this kernel has: mostly no IPVS.
 */
export const nspawn = localProvider({
  requirements: NSPAWN_REQUIREMENTS,
  hasTaps: false,
  start: startContainer,
  stop: stopContainer,
  processOf,
  memoryOf,
})
