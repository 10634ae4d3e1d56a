import { localProvider } from '../local/provider.ts'
import { memoryOf, processOf, startHost, stopHost } from './kernel.ts'
import { UML_REQUIREMENTS } from './requirements.ts'

/** User mode Linux: each host has a kernel of its own, which is a process of this machine. */
export const uml = localProvider({
  requirements: UML_REQUIREMENTS,
  hasTaps: true,
  start: startHost,
  stop: stopHost,
  processOf,
  memoryOf,
})
