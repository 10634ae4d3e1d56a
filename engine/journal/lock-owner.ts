import { z } from 'zod'

/** The run that holds a host's lock. */
export interface LockOwner {
  readonly run: string
  readonly operator: string
  /** ISO 8601, UTC. */
  readonly since: string
}

/** Stands for the run of a lock that names none; `unlock` accepts it in place of a run's id. */
export const UNKNOWN_RUN = 'unknown'

const named = z.string().min(1)
const ownerSchema = z.object({
  run: named.default(UNKNOWN_RUN),
  operator: named.default('unknown'),
  since: named.default('unknown'),
})

/**
 * Reads `lock/owner` of a host, even if a power cut left only a part of it. A run id that is complete is still found:
 * hosts look for nothing else.
 */
export function readLockOwner(written: string): LockOwner {
  try {
    return ownerSchema.parse(JSON.parse(written))
  } catch {
    const [, run = UNKNOWN_RUN] = /"run":"([^"]+)"/.exec(written) ?? []
    return { run, operator: 'unknown', since: 'unknown' }
  }
}
