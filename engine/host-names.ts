/** A series of fewer names is shorter written out. */
const FEWEST_FOLDED = 3

interface Counted {
  readonly prefix: string
  readonly digits: string
  readonly suffix: string
}

/** Shortens host names: `web[1-48], lb1, lb2`. Each series stands at the place of its first name. */
export function foldNames(names: readonly string[]): string {
  const series = new Map<string, string[]>()
  for (const name of names) {
    const counted = countedName(name)
    const key = counted === undefined ? `name ${name}` : `series ${counted.prefix} ${counted.suffix}`
    series.set(key, [...(series.get(key) ?? []), name])
  }
  return [...series.values()].flatMap(foldSeries).join(', ')
}

/** The folded names, followed by their count if there are several. */
export function hostList(names: readonly string[]): string {
  return names.length < FEWEST_FOLDED ? foldNames(names) : `${foldNames(names)}, ${names.length} hosts`
}

function countedName(name: string): Counted | undefined {
  const found = /^(?<prefix>[^.]*?)(?<digits>\d+)(?<suffix>[^\d.]*(?:\..*)?)$/.exec(name)?.groups
  // A name without a letter, such as an address, would not be recognizable as a series.
  if (found === undefined || !/[a-z]/i.test(found.prefix ?? '')) return undefined
  return { prefix: found.prefix ?? '', digits: found.digits ?? '', suffix: found.suffix ?? '' }
}

function foldSeries(names: readonly string[]): string[] {
  const counted = names.map(countedName).filter((one) => one !== undefined)
  const [first] = counted
  if (first === undefined || names.length < FEWEST_FOLDED) return [...names]
  const numbers = counted.map((one) => one.digits).sort((a, b) => Number(a) - Number(b))
  return [`${first.prefix}[${ranges(numbers).map(rangeText).join(',')}]${first.suffix}`]
}

/** Ranges of consecutive numbers, as first and last; `10` follows `09`, `010` does not follow `9`. */
function ranges(numbers: readonly string[]): [string, string][] {
  const found: [string, string][] = []
  for (const number of numbers) {
    const last = found.at(-1)
    if (last !== undefined && follows(last[1], number)) last[1] = number
    else found.push([number, number])
  }
  return found
}

function follows(one: string, next: string): boolean {
  return next === String(Number(one) + 1).padStart(one.length, '0')
}

function rangeText([first, last]: readonly [string, string]): string {
  return first === last ? first : `${first}-${last}`
}
