import type { Look, LookResult, NamedLooks, NamedResults } from '../check.ts'
import { resultsByName } from '../check.ts'
import type { StatusItem } from './items.ts'

/** A read-only question to a host. Equal questions to one host are asked once. */
export type StatusLook = Omit<Look, 'from' | 'afterwards' | 'secrets'> & { readonly from: string }

/** A fault, or a remark, on one host or on several: the same one of two balancers is told once. */
export interface Told {
  readonly text: string
  readonly host?: string | undefined
}

export interface PartReading {
  readonly items: readonly StatusItem[]
  /** What is not as it must be. */
  readonly problems?: readonly Told[] | undefined
  /** What is unusual, and somebody's wish. */
  readonly notes?: readonly Told[] | undefined
}

/**
 * A part of what `status` shows, such as a virtual address. It reads one moment: nothing is repeated, and nothing is
 * counted over a time.
 */
export interface StatusPart {
  /** Each member of a cluster describes the same part: of parts with the same title the first is read. */
  readonly title: string
  readonly looks: readonly StatusLook[]
  /** `results` has one entry for each look, in their order; a host that could not be asked has no status. */
  read(results: readonly LookResult[]): PartReading
}

/** A part whose reader gets the results by name instead of by position, as `checkOf` does for checks. */
export function statusPart<Looks extends Readonly<Record<string, StatusLook | readonly StatusLook[]>>>({
  title,
  looks,
  read,
}: {
  readonly title: string
  readonly looks: Looks
  read(results: NamedResults<Looks & NamedLooks>): PartReading
}): StatusPart {
  return {
    title,
    looks: Object.values<StatusLook | readonly StatusLook[]>(looks).flat(),
    read: (results) => read(resultsByName(looks, results) as NamedResults<Looks & NamedLooks>),
  }
}
