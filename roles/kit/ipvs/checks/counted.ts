import { type Check, checkOf, type Look, type LookResult, type Verdict } from '../../../../engine/check.ts'
import { type Sh, sh } from '../../../../engine/shell.ts'
import type { HostView } from '../../../contract.ts'

/** Prints the counters of a director's IPVS table, and the table. */
export const ipvsCounters: Sh = sh`ipvsadm -L -n --stats --exact && ipvsadm -S -n`

/** Requests, and the secrets that they need. */
export type Asking = Pick<Look, 'run' | 'secrets'>

/** A check that reads counters, makes requests, and reads the counters again. */
interface Counted {
  readonly title: string
  readonly advice: string
  /** See {@link Check.expects}. */
  readonly expects?: unknown
  /** The hosts whose counters are read. */
  readonly counters: readonly HostView[]
  /** Prints a host's counters. */
  readonly read: Sh
  /** The first one makes the requests; each other one makes a single request before. */
  readonly witnesses: readonly Look['from'][]
  /** Makes the requests. */
  readonly ask: Asking
  /** Makes one request. */
  readonly askOnce: Asking
  judge(results: CountedResults): Verdict
}

/** The results of a {@link countedCheck}: the counters of all hosts before and after, in the same order. */
export interface CountedResults {
  /** Single requests of other witnesses. */
  readonly others: readonly LookResult[]
  readonly before: readonly LookResult[]
  readonly asked: LookResult
  readonly after: readonly LookResult[]
}

/** Undefined if nobody can make requests. */
export function countedCheck(counted: Counted): Check | undefined {
  const { title, advice, expects, counters, read, witnesses, ask, askOnce, judge } = counted
  const [witness, ...others] = witnesses
  if (witness === undefined) return undefined
  const later = (index: number) => (index === 0 ? { afterwards: true as const } : {})
  return checkOf({
    title,
    advice,
    expects,
    looks: {
      others: others.map((from) => ({ from, ...askOnce })),
      // The kernel updates what IPVS shows only every two seconds: after requests of others it takes as long.
      before: counters.map((one, index) => ({
        from: one.name,
        run: others.length === 0 ? read : sh`sleep 3; ${read}`,
        ...(others.length === 0 ? {} : later(index)),
      })),
      asked: { from: witness, ...ask, afterwards: true },
      after: counters.map((one, index) => ({ from: one.name, run: sh`sleep 3; ${read}`, ...later(index) })),
    },
    alone: true,
    within: 15,
    judge,
  })
}

/**
 * The counters' verdict, which cannot hold if the client got no answers. A client that reaches nothing, where another witness
 * does, is cut off itself: it is named, and decides nothing.
 */
export function withClient({ asked, others }: Pick<CountedResults, 'asked' | 'others'>, counted: Verdict): Verdict {
  const { from, status, output } = asked
  if (status === 0) return counted
  const other = others.find((one) => one.status === 0)
  if (other !== undefined && /(^|\n)0 of /.test(output))
    return { holds: true, saw: `${from} reaches nothing, and ${other.from} does: the rest is not judged` }
  return { holds: false, saw: `${from}: ${output.trim() || 'no answer'}; ${counted.saw}` }
}
