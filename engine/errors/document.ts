import type { Place } from './source.ts'

/** A YAML value with its place in the source. */
export type Located = LocatedScalar | LocatedList | LocatedMap

interface Positioned {
  readonly place: Place
  /** The number of values in it; an aliased value counts each time it is used. */
  readonly size: number
}

export interface LocatedScalar extends Positioned {
  readonly type: 'scalar'
  readonly value: string | number | boolean | null
  /** The text in the source, without quotes. */
  readonly written: string
  /** The text is encrypted by Ansible's vault. */
  readonly vaulted?: boolean
  /** Tagged `!unsafe`: look-ups and Jinja in it are plain text. */
  readonly literal?: boolean
}

export interface LocatedList extends Positioned {
  readonly type: 'list'
  readonly items: readonly Located[]
}

export interface LocatedMap extends Positioned {
  readonly type: 'map'
  readonly entries: ReadonlyMap<string, LocatedEntry>
}

export interface LocatedEntry {
  readonly key: string
  readonly keyPlace: Place
  readonly value: Located
}

/** Returns the value without its places. */
export function plain(located: Located): unknown {
  if (located.type === 'scalar') return located.value
  if (located.type === 'list') return located.items.map(plain)
  return Object.fromEntries([...located.entries].map(([key, entry]) => [key, plain(entry.value)]))
}

/** The value at the path, or the last value on the path that exists. */
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
