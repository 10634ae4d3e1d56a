import { z } from 'zod'

/** Who holds a host's lock. */
export interface LockOwner {
  readonly run: string
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly since: string
}

/** What a run is called whose lock does not say its name; `unlock` takes it for the name of one. */
export const UNKNOWN_RUN = 'unknown'

const named = z.string().min(1)
const ownerSchema = z.object({
  run: named.default(UNKNOWN_RUN),
  operator: named.default('unknown'),
  since: named.default('unknown'),
})

/**
 * Reads `lock/owner` of a host, whatever a power cut left of it. Where the end is torn off, the run is known all the
 * same if its name is there: hosts look for no more than that.
 */
export function readLockOwner(written: string): LockOwner {
  try {
    return ownerSchema.parse(JSON.parse(written))
  } catch {
    const [, run = UNKNOWN_RUN] = /"run":"([^"]+)"/.exec(written) ?? []
    return { run, operator: 'unknown', since: 'unknown' }
  }
}
