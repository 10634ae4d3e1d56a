import type { EvenkeelError } from '../../errors/error.ts'
import type { PhaseReport } from '../operation.ts'
import type { Gap } from './pause.ts'

/** How a switchover ended. */
export interface SwitchoverReport {
  /**
   * `possible`: a dry run found nothing in the way. `nothing`: the host took writes already. `moved`: it takes them now.
   * `back`: it failed, and the old writer takes writes again. `unknown`: it failed, and who takes writes is not known.
   */
  readonly outcome: 'possible' | 'nothing' | 'moved' | 'back' | 'unknown'
  readonly from: string
  readonly to: string
  /** The id of its locks; undefined if nothing was locked. */
  readonly run?: string | undefined
  readonly phases: readonly PhaseReport[]
  /** How many transactions the new writer lacked at the start. */
  readonly behind?: number | undefined
  readonly pause?: Pause | undefined
  readonly failure?: EvenkeelError | undefined
  /** Commands to run by hand, by host, if the outcome is unknown. */
  readonly byHand?: readonly { readonly host: string; readonly command: string }[] | undefined
}

export interface Pause {
  /** Milliseconds from the old server's closing to the new one's opening, by the controller's clock. */
  readonly servers: number
  /** The longest time without an open server at the VIP, by the guards' HTTP answers as a client gets them. */
  readonly client?: ({ readonly host: string } & (Gap | { readonly cannot: string })) | undefined
}
