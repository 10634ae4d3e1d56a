import type { Place } from './source.ts'

/** A YAML value that knows where it stands. */
export type Located = LocatedScalar | LocatedList | LocatedMap

interface Standing {
  readonly place: Place
  /** How many values it is made of, aliases counted as often as they are used. */
  readonly size: number
}

export interface LocatedScalar extends Standing {
  readonly type: 'scalar'
  readonly value: string | number | boolean | null
  /** As it is written, without quotes. */
  readonly written: string
}

export interface LocatedList extends Standing {
  readonly type: 'list'
  readonly items: readonly Located[]
}

export interface LocatedMap extends Standing {
  readonly type: 'map'
  readonly entries: ReadonlyMap<string, LocatedEntry>
}

export interface LocatedEntry {
  readonly key: string
  readonly keyPlace: Place
  readonly value: Located
}

/** A value without its places. */
export function plain(located: Located): unknown {
  if (located.type === 'scalar') return located.value
  if (located.type === 'list') return located.items.map(plain)
  return Object.fromEntries([...located.entries].map(([key, entry]) => [key, plain(entry.value)]))
}

/** What a path leads to, or the last thing on the way that is there. */
export function nodeAt(located: Located, path: readonly PropertyKey[]): Located {
  const [first, ...others] = path
  const child = first === undefined ? undefined : childOf(located, first)
  return child === undefined ? located : nodeAt(child, others)
}

export function entryOf(located: Located | undefined, key: string): LocatedEntry | undefined {
  return located?.type === 'map' ? located.entries.get(key) : undefined
}

function childOf(located: Located, key: PropertyKey): Located | undefined {
  if (located.type === 'list') return located.items[Number(key)]
  return entryOf(located, String(key))?.value
}
