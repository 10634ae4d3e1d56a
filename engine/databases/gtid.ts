import type { DatabasePair } from './pair.ts'

/** The last transaction number of each source, or ranges of them: by UUID (MySQL), or by domain and server (MariaDB). */
type Ranges = ReadonlyMap<string, readonly (readonly [number, number])[]>

/**
 * How many transactions a server has that another one lacks.
 *
 * MySQL: sets such as `3e11fa47-…:1-77:80`. MariaDB: states of the binary log such as `1-1-77,2-2-5`, which count from 1.
 */
export function countMissing(engine: DatabasePair['engine'], from: string, to: string): number {
  const read = engine === 'mysql' ? mysqlRanges : mariadbRanges
  const [has, lacks] = [read(from), read(to)]
  return [...has].reduce((sum, [source, ranges]) => sum + countOutside(ranges, lacks.get(source) ?? []), 0)
}

function mysqlRanges(written: string): Ranges {
  const sets = written.replaceAll(/\s/g, '').split(',').filter(Boolean)
  return new Map(
    sets.map((set) => {
      const [uuid = '', ...words] = set.toLowerCase().split(':')
      // A tag stands before the ranges that it names: `uuid:tag:1-5`.
      const tag = words.find((word) => !/^\d/.test(word))
      const ranges = words.filter((word) => /^\d/.test(word)).map(rangeOf)
      return [tag === undefined ? uuid : `${uuid}:${tag}`, ranges]
    }),
  )
}

function rangeOf(word: string): readonly [number, number] {
  const [first = '0', last = first] = word.split('-')
  return [Number(first), Number(last)]
}

function mariadbRanges(written: string): Ranges {
  const all = written.replaceAll(/\s/g, '').split(',').filter(Boolean)
  return new Map(
    all.map((gtid) => {
      const [domain = '', server = '', number = '0'] = gtid.split('-')
      return [`${domain}-${server}`, [[1, Number(number)]]]
    }),
  )
}

type Range = readonly [number, number]

function countOutside(ranges: readonly Range[], others: readonly Range[]): number {
  const covered = ranges.flatMap(([first, last]) =>
    others.map(([from, to]) => Math.max(0, Math.min(last, to) - Math.max(first, from) + 1)),
  )
  const total = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  return total - covered.reduce((sum, count) => sum + count, 0)
}
