import { hostList } from '../../engine/host-names.ts'
import type { PlannedChange } from '../../engine/plan/plan.ts'
import { diffLines } from './diff.ts'
import type { Paint } from './paint.ts'
import type { SharedChange } from './shared-changes.ts'

/**
 * The diff of a change; or, if the same resource changes nearly so on other hosts, which are shown above, only the
 * difference from those.
 */
export function variantLines(change: PlannedChange, earlier: readonly SharedChange[], paint: Paint): string[] {
  const whole = diffLines(change.beforeLines, change.afterLines, paint)
  const variants = earlier
    .filter(({ change: { id, action } }) => id === change.id && action === change.action)
    .map((shared) => differenceLines(shared, change, paint))
  const shortest = variants.toSorted((one, other) => one.length - other.length)[0]
  return shortest !== undefined && shortest.length <= whole.length / 2 ? shortest : whole
}

/** The lines in which a change differs from one that is shown above. */
function differenceLines({ change: other, hosts }: SharedChange, change: PlannedChange, paint: Paint): string[] {
  const before = diffLines(other.beforeLines, change.beforeLines, paint)
  const after = diffLines(other.afterLines, change.afterLines, paint)
  const as = `as on ${hostList(hosts)} (-), here with (+):`
  return [
    ...(before.length === 0 ? [] : [paint('dim', `before the change, ${as}`), ...before]),
    ...(after.length === 0 ? [] : [paint('dim', as), ...after]),
  ]
}
