import type { EvenkeelError } from '../../errors/error.ts'
import type { PhaseReport } from '../operation.ts'
import type { Method } from './method.ts'
import type { Relation } from './relation.ts'

/** How a rejoin ended. */
export interface RejoinReport {
  /**
   * `joined`: the host replicates from the writer. `closed`: it failed; the host takes no writes and does not replicate, and
   * the writer is as it was.
   */
  readonly outcome: 'joined' | 'closed'
  readonly host: string
  readonly writer: string
  readonly relation: Relation['kind']
  /** The way in which the data was copied; undefined if nothing was copied. */
  readonly method?: Method | undefined
  /** The transactions that only the host had. */
  readonly saved?: Saved | undefined
  readonly run: string
  readonly phases: readonly PhaseReport[]
  readonly failure?: EvenkeelError | undefined
}

/** Transactions that only the host had, in a file there. */
export interface Saved {
  /** The GTIDs, as the guard writes them. */
  readonly set: string
  readonly path: string
  readonly bytes: number
  /** The first rows and statements, for people. */
  readonly decoded: readonly string[]
}

/** The data that a copy deletes, for the question. */
export interface Deletion {
  readonly host: string
  readonly writer: string
  readonly why: string
  readonly schemas: number
  /** bytes */
  readonly data: number
  /** The bytes that are copied. */
  readonly copied: number
  readonly saved: Saved | undefined
}
