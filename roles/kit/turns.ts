/**
 * The number of requests by which a server may be ahead of its share while servers of these weights (all above 0) take
 * turns and the last round is not complete. It is the number of turns of the heaviest server in one round.
 */
export function turnsAhead(weights: readonly number[]): number {
  return Math.max(...weights) / weights.reduce(greatestCommonDivisor, 0)
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other)
}
