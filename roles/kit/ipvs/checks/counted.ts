import { type Check, checkOf, type LookResult, type Verdict } from '../../../../engine/check.ts'
import { type Sh, sh } from '../../../../engine/shell.ts'
import type { HostView } from '../../../contract.ts'

/** Prints the counters of a director's IPVS table. */
export const ipvsCounters: Sh = sh`ipvsadm -L -n --stats --exact`

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
  /** The first connected one makes the requests; without one the controller does. */
  readonly clients: readonly HostView[]
  /** Makes the requests. */
  readonly ask: Sh
  judge(results: CountedResults): Verdict
}

/** The results of a {@link countedCheck}: the counters of all hosts before and after, in the same order. */
export interface CountedResults {
  readonly before: readonly LookResult[]
  readonly asked: LookResult
  readonly after: readonly LookResult[]
}

export function countedCheck({ title, advice, expects, counters, read, clients, ask, judge }: Counted): Check {
  const client = clients.find((one) => one.facts !== undefined)
  return checkOf({
    title,
    advice,
    expects,
    looks: {
      before: counters.map((one) => ({ from: one.name, run: read })),
      asked: { from: client?.name ?? { controller: true }, run: ask, afterwards: true },
      // The kernel updates what IPVS shows only every two seconds.
      after: counters.map((one, index) => ({
        from: one.name,
        run: sh`sleep 3; ${read}`,
        ...(index === 0 && { afterwards: true as const }),
      })),
    },
    alone: true,
    within: 15,
    judge,
  })
}

/** The counters' verdict, which cannot hold if the client got no answers. */
export function withClient({ from, status, output }: LookResult, counted: Verdict): Verdict {
  if (status === 0) return counted
  return { holds: false, saw: `${from}: ${output.trim() || 'no answer'}; ${counted.saw}` }
}
