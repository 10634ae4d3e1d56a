import type { Json } from '../../resources/resource.ts'

/** Bytes kept free for a revert, whatever else fills the disk; a package manager needs most of them. */
export const RESERVE = 4 * 1024 * 1024

/** Bytes of copies of these states: the state of a resource with contents holds their size. */
export function bytesIn(state: Json): number {
  if (state === null || typeof state !== 'object') return 0
  if (Array.isArray(state)) return state.reduce((sum: number, one: Json) => sum + bytesIn(one), 0)
  return Object.entries(state).reduce(
    (sum, [key, value]) => sum + (key === 'size' && typeof value === 'number' ? value : bytesIn(value)),
    0,
  )
}
