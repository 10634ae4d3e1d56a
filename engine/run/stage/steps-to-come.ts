import { triggersFor } from '../../plan/triggers.ts'
import type { HostWork } from '../../plan/work.ts'
import { type StagePlan, waitingAfter } from './steps.ts'

/**
 * How many steps come after this stage, in its own work and in those that follow it on the host. `expected` are the
 * ids of what is to change. It is less in the end where something that could not be read turns out to be as described.
 */
export function stepsToCome(stage: StagePlan, following: readonly HostWork[], expected: ReadonlySet<string>): number {
  const whole = following.map((work): StagePlan => {
    const later = new Set(work.wants.map(({ resource }) => resource.id))
    return { work, changes: [], waiting: new Set(), later }
  })
  return [stage, ...whole].reduce((sum, one) => sum + stepsAfter(one, expected), 0)
}

function stepsAfter(stage: StagePlan, expected: ReadonlySet<string>): number {
  const coming = new Set([...stage.later].filter((id) => expected.has(id)))
  const called = triggersFor(stage.work, coming).map(({ title }) => title)
  return coming.size + new Set([...waitingAfter(stage), ...called]).size
}
