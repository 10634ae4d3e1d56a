import { z } from 'zod'
import { type RunHeader, runHeaderSchema } from './header.ts'

/** How a run stands on one host, as that host tells it (docs/transactions.md). */
export interface RunStanding {
  readonly state:
    | 'nothing' // it was locked or sent to, and never began
    | 'open'
    | 'expecting'
    | 'committed'
    | 'reverting'
    | 'reverted'
    | 'stuck'
    | 'abandoned'
  /** Seconds until it takes itself back, where it is open or expecting. */
  readonly left: number
  /** The host that decides, where it was told to expect its confirmation. */
  readonly pivot: string | null
  /** Why its guard took it back. */
  readonly guarded: '' | 'lease' | 'reboot'
  readonly header: RunHeader
}

export const runStandingSchema: z.ZodType<RunStanding> = z.object({
  state: z.enum(['nothing', 'open', 'expecting', 'committed', 'reverting', 'reverted', 'stuck', 'abandoned']),
  left: z.number(),
  pivot: z.string().nullable(),
  guarded: z.enum(['', 'lease', 'reboot']),
  header: runHeaderSchema,
})

/** Nobody has to do anything about it any more. */
export function hasEnded({ state }: RunStanding): boolean {
  return state === 'committed' || state === 'reverted' || state === 'abandoned'
}
