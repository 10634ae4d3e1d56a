import type { Emit } from './events.ts'
import type { Connect } from './host/connection.ts'

/** The controller as the engine sees it: how to reach hosts, how many at a time, where events go, and the operator. */
export interface Controller {
  readonly connect: Connect
  /** The maximum number of hosts that are worked on at the same time. */
  readonly forks: number
  readonly emit: Emit
  /** Aborted when the user asks to stop: a run then ends its current steps and reverts everything. */
  readonly stop?: AbortSignal | undefined
  /** `user@controller`, written into locks and journals. */
  readonly operator: string
  /** Plans show the text of old and copied files that not everybody on the host may read. */
  readonly showsPrivateFiles?: boolean | undefined
}
