import type { LabHost } from '../layout.ts'
import type { LabPlace } from '../place.ts'
import type { Requirements } from './requirements.ts'

/** How a provider runs hosts as processes of this machine. All else is the same: images, seeds, network, packages. */
export interface Machines {
  readonly requirements: Requirements
  /** Whether the lab's network needs taps; other machines plug themselves into its bridges. */
  readonly hasTaps: boolean
  /** Starts a host that is off. What it has written is kept for the next start. */
  start(place: LabPlace, host: LabHost, disk: string): Promise<void>
  /** Ends a host at once, and returns when nothing of it is left. */
  stop(place: LabPlace, host: string): Promise<void>
  /** Process id of the host's first process; undefined for a host that is off. */
  processOf(place: LabPlace, host: string): Promise<number | undefined>
  /** Bytes of this machine's memory that the host uses. */
  memoryOf(place: LabPlace, host: string): Promise<number>
}
