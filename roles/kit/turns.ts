/**
 * By how many requests a server may be ahead of its share, where servers of these weights, all above 0, take turns and
 * the last round is not complete: the turns of the heaviest one.
 */
export function turnsAhead(weights: readonly number[]): number {
  return Math.max(...weights) / weights.reduce(greatestDivisor, 0)
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other)
}
