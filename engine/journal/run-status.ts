import { z } from 'zod'
import { type RunHeader, runHeaderSchema } from './header.ts'
import { RUN_STATES, type RunState } from './states.ts'

/** A run on one host, as that host printed it (`describe_run` in engine/target/standing.sh). */
export interface RunStatus {
  /** Its place among the runs of this host, from 1; 0 for a run of an older release, which was not counted. */
  readonly number: number
  readonly state: RunState
  /** Seconds that are left of the lease, if the state is leased; otherwise 0. */
  readonly left: number
  /** The coordinator of the run; null before this host was prepared. */
  readonly coordinator: string | null
  /** Why the guard reverted the run; empty if it did not. */
  readonly guarded: '' | 'lease' | 'reboot'
  readonly header: RunHeader
}

/** Hosts write the coordinator as `pivot`, because journals outlive releases. */
export const runStatusSchema: z.ZodType<RunStatus> = z
  .object({
    number: z.number(),
    state: z.enum(RUN_STATES),
    left: z.number(),
    pivot: z.string().nullable(),
    guarded: z.enum(['', 'lease', 'reboot']),
    header: runHeaderSchema,
  })
  .transform(({ pivot, ...status }) => ({ ...status, coordinator: pivot }))
