import type { Emit } from './events.ts'
import type { Connect } from './host/connection.ts'

/** What the engine works with: how to reach hosts, how many at a time, whom to tell, and in whose name. */
export interface Controller {
  readonly connect: Connect
  /** Hosts that are worked on at the same time. */
  readonly forks: number
  readonly emit: Emit
  /** Aborted when the user asks to stop: a run then ends its current steps and takes everything back. */
  readonly stop?: AbortSignal | undefined
  /** `user@controller`, written into locks and journals. */
  readonly operator: string
}
