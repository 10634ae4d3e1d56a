import type { Change } from '../../plan/change.ts'
import type { Json } from '../../resources/resource.ts'

/** Bytes kept free for a revert, whatever else fills the disk; a package manager needs most of them. */
const RESERVE = 4 * 1024 * 1024

/** Bytes of the backups of these changes: the state of a resource with contents holds their size. */
export function backupBytes(changes: readonly Change[]): number {
  return changes.reduce((sum, { before }) => sum + sizeIn(before), 0)
}

/** Bytes that a host reserves for undoing these changes: undo writes the old contents before it removes the new ones. */
export function reserveBytes(changes: readonly Change[]): number {
  return RESERVE + backupBytes(changes)
}

function sizeIn(state: Json): number {
  if (state === null || typeof state !== 'object') return 0
  if (Array.isArray(state)) return state.reduce((sum: number, one: Json) => sum + sizeIn(one), 0)
  return Object.entries(state).reduce(
    (sum, [key, value]) => sum + (key === 'size' && typeof value === 'number' ? value : sizeIn(value)),
    0,
  )
}
