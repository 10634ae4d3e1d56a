import type { Sh } from './shell.ts'

/** One read-only question to one place. */
export interface Look {
  /** A host's name, or the controller itself. */
  readonly from: string | { readonly controller: true }
  readonly run: Sh
  /** Waits for all looks before it, such as a second reading of a counter. */
  readonly afterwards?: true
}

export interface LookResult {
  /** A host's name, or `controller`. */
  readonly from: string
  /** Exit status; undefined where the place could not be asked. */
  readonly status: number | undefined
  readonly output: string
}

export interface Verdict {
  readonly holds: boolean
  /** What was seen, in the field's words: "lb1 holds it; arping from client1: 1 answer, 02:…:11 (lb1)". */
  readonly saw: string
}

/** A claim about the running cluster that can be looked at: success is what is seen, not an exit status. */
export interface Check {
  /** What must hold, such as "exactly one director holds 10.77.0.100". Checks of one title are one check. */
  readonly title: string
  /** Made at the same time, but for those that come {@link Look.afterwards}. */
  readonly looks: readonly Look[]
  /** It counts traffic: no other check looks at anything meanwhile. */
  readonly alone?: true
  /** Seconds that it may take until it holds, such as a VRRP election; looked at again until then. Default 0. */
  readonly within?: number
  /** `sightings` has one entry for every look, in their order. */
  judge(results: readonly LookResult[]): Verdict
}

/** Looks by name; several of one kind, such as one a director, share a name. */
export type NamedLooks = Readonly<Record<string, Look | readonly Look[]>>

/** The result of each look, by its name; of several looks, in their order. */
export type NamedResults<Looks extends NamedLooks> = {
  readonly [Name in keyof Looks]: Looks[Name] extends Look ? LookResult : readonly LookResult[]
}

/**
 * A check whose judge gets the results by name instead of by position. Looks are made in the order in which they are
 * written here, {@link Look.afterwards} included.
 */
export function checkOf<Looks extends NamedLooks>({
  looks,
  judge,
  ...check
}: Omit<Check, 'looks' | 'judge'> & {
  readonly looks: Looks
  judge(results: NamedResults<Looks>): Verdict
}): Check {
  const named = Object.entries<Look | readonly Look[]>(looks)
  return {
    ...check,
    looks: named.flatMap(([, asked]) => asked),
    judge(results) {
      const left = [...results]
      const taken = named.map(([name, asked]) => [name, 'run' in asked ? left.shift() : left.splice(0, asked.length)])
      return judge(Object.fromEntries(taken) as NamedResults<Looks>)
    },
  }
}
