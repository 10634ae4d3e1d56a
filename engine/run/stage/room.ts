import type { Decision } from '../../plan/change.ts'
import type { Json } from '../../resources/resource.ts'

/** What is left of a disk that others fill, so that taking back never fails for it; a package manager needs most. */
const RESERVE = 4 * 1024 * 1024

/** Bytes of the contents that these changes put aside: states of things that have contents say their size. */
export function bytesKept(decisions: readonly Decision[]): number {
  return decisions.reduce((sum, { before }) => sum + sizeIn(before), 0)
}

/** Bytes that a host sets aside for taking these changes back: contents are written anew before the old ones go. */
export function bytesReserved(decisions: readonly Decision[]): number {
  return RESERVE + bytesKept(decisions)
}

function sizeIn(state: Json): number {
  if (state === null || typeof state !== 'object') return 0
  if (Array.isArray(state)) return state.reduce((sum: number, one: Json) => sum + sizeIn(one), 0)
  return Object.entries(state).reduce(
    (sum, [key, value]) => sum + (key === 'size' && typeof value === 'number' ? value : sizeIn(value)),
    0,
  )
}
