import { createHash } from 'node:crypto'
import type { Secret } from './secrets.ts'
import type { Sh } from './shell.ts'

/** One read-only question, asked from one place. */
export interface Look {
  /** A host's name, or the controller itself. */
  readonly from: string | { readonly controller: true }
  readonly run: Sh
  /** Shell variables that {@link run} reads. The engine sets them on stdin: no command and no check's id has them. */
  readonly secrets?: Readonly<Record<string, Secret>> | undefined
  /** Runs after all looks before it have ended, such as a second reading of a counter. */
  readonly afterwards?: true
}

export interface LookResult {
  /** A host's name, or `controller`. */
  readonly from: string
  /** Exit status; undefined if the place could not be reached. */
  readonly status: number | undefined
  readonly output: string
}

export interface Verdict {
  readonly holds: boolean
  /** The evidence, in the field's words: "lb1 holds it; arping from client1: 1 answer, 02:…:11 (lb1)". */
  readonly saw: string
  /**
   * The single faults, if several can come and go by themselves, such as servers that are down. A failure is then the same
   * as one before the run if each of its faults was there before; without them, if what was seen is the same.
   */
  readonly faults?: readonly string[] | undefined
  /**
   * What a person does next so that it holds, such as a command that copies data. No run can do it, so none is reverted for it;
   * `verify` fails until it is done.
   */
  readonly leftToDo?: string | undefined
}

/** A claim about the running cluster, with the looks that show it. Success is what the looks see, not an exit status. */
export interface Check {
  /** The claim, such as "exactly one director holds 10.77.0.100". Checks with the same title are one check. */
  readonly title: string
  /** Run in parallel, except those marked {@link Look.afterwards}. */
  readonly looks: readonly Look[]
  /** No other check runs at the same time, because this one counts traffic. */
  readonly alone?: true
  /** Seconds for which the looks are repeated until the check holds, such as during a VRRP election. Default 0. */
  readonly within?: number
  /** If the check does not hold: where to look, or what to change, as a sentence for the operator. */
  readonly advice?: string
  /**
   * The value that {@link judge} compares the results with, such as the expected status, unless the title or the looks name it. If
   * it changes, this is another check: a failure before the run then excuses no failure after it.
   */
  readonly expects?: unknown
  /** The check is about what a run did, such as a reload: a failure before the run never excuses one after it. */
  readonly neverExcused?: true
  /** `results` has one entry for each look, in their order. */
  judge(results: readonly LookResult[]): Verdict
}

/** Looks by name. One name can have several looks, such as one for each director. */
export type NamedLooks = Readonly<Record<string, Look | readonly Look[]>>

/** The result of each look by its name; several results of one name are in the order of their looks. */
export type NamedResults<Looks extends NamedLooks> = {
  readonly [Name in keyof Looks]: Looks[Name] extends Look ? LookResult : readonly LookResult[]
}

/**
 * A check whose judge gets the results by name instead of by position. Looks keep the order in which they are written
 * here, which matters for {@link Look.afterwards}.
 */
export function checkOf<Looks extends NamedLooks>({
  looks,
  judge,
  ...check
}: Omit<Check, 'looks' | 'judge'> & {
  readonly looks: Looks
  judge(results: NamedResults<Looks>): Verdict
}): Check {
  return {
    ...check,
    looks: Object.values<Look | readonly Look[]>(looks).flat(),
    judge: (results) => judge(resultsByName(looks, results)),
  }
}

/** The results of named looks, given in the order in which the looks are written. */
export function resultsByName<Looks extends NamedLooks>(
  looks: Looks,
  results: readonly LookResult[],
): NamedResults<Looks> {
  const remaining = [...results]
  const byName = Object.entries<Look | readonly Look[]>(looks).map(([name, oneOrMore]) => [
    name,
    'run' in oneOrMore ? remaining.shift() : remaining.splice(0, oneOrMore.length),
  ])
  return Object.fromEntries(byName) as NamedResults<Looks>
}

/** The same for checks that ask the same and expect the same. Secrets of looks are no part of it: they can be changed. */
export function checkId({ title, looks, expects = null }: Check): string {
  const asked = looks.map(({ from, run, afterwards = false }) => [from, run.script, afterwards])
  return createHash('sha256')
    .update(JSON.stringify([title, asked, expects]))
    .digest('hex')
    .slice(0, 16)
}
