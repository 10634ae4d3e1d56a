/** The known name that is closest to a misspelt one; undefined if none is close. */
export function nearest(misspelt: string, known: Iterable<string>): string | undefined {
  const start = misspelt.slice(0, LONGEST).toLowerCase()
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(start.length / 3)) + 1
  for (const name of known) {
    if (Math.abs(name.length - start.length) >= bestDistance) continue
    const distance = distanceBetween(start, name.slice(0, LONGEST).toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [name, distance]
  }
  return best
}

/** `Did you mean "weight"?`, or a list of the known names; undefined if there are none. */
export function suggestion(misspelt: string, known: Iterable<string>): string | undefined {
  const names = [...known]
  const near = nearest(misspelt, names)
  if (near !== undefined) return `Did you mean "${near}"?`
  return names.length === 0 ? undefined : `Known names: ${listed(names)}.`
}

const MOST_LISTED = 20
/** Names longer than this are compared by their beginnings. */
const LONGEST = 64

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).join(', ')
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown
}

/** Counts the insertions, removals, replacements and swaps of neighbours that turn one word into the other. */
function distanceBetween(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      let cost = Math.min(at(row, j - 1) + 1, at(last, j) + 1, at(last, j - 1) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      if (swapped) cost = Math.min(cost, at(beforeLast, j - 2) + 1)
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return at(last, other.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
