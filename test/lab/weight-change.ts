import { withVariable } from './inventory-edits.ts'
import { balances } from './proofs.ts'
import type { PlannedChange } from './topology.ts'

/** The second of two servers gets three times as many requests as the first. */
export function changesWeight(
  url: readonly string[],
  servers: readonly [string, string],
  tolerance = 1,
): PlannedChange {
  const [first, second] = servers
  return {
    title: 'a weight is changed',
    file: 'inventory',
    edit: (inventory) => withVariable(inventory, second, 'weight', 3),
    proof: balances(url, { [first]: 5, [second]: 15 }, tolerance),
  }
}
