import type { Change } from '../../plan/change.ts'
import type { Json } from '../../resources/resource.ts'

/** What is left of a disk that others fill, so that taking back never fails for it; a package manager needs most. */
const RESERVE = 4 * 1024 * 1024

/** Bytes of the contents that these changes put aside: states of things that have contents say their size. */
export function bytesBackedUp(changes: readonly Change[]): number {
  return changes.reduce((sum, { before }) => sum + sizeIn(before), 0)
}

/** Bytes that a host sets aside for taking these changes back: contents are written anew before the old ones go. */
export function bytesReserved(changes: readonly Change[]): number {
  return RESERVE + bytesBackedUp(changes)
}

function sizeIn(state: Json): number {
  if (state === null || typeof state !== 'object') return 0
  if (Array.isArray(state)) return state.reduce((sum: number, one: Json) => sum + sizeIn(one), 0)
  return Object.entries(state).reduce(
    (sum, [key, value]) => sum + (key === 'size' && typeof value === 'number' ? value : sizeIn(value)),
    0,
  )
}
