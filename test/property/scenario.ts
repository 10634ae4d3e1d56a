import fc from 'fast-check'
import { type Change, changes } from './changes.ts'
import { type Crash, crash } from './crash.ts'

/**
 * Who comes to a run, and does what. `watch` finds the lease over; `boot` comes after a power cut; `expect` and `decide`
 * tell this host that it will be confirmed, by another host's decision or by its own.
 */
export type Visitor = 'watch' | 'boot' | 'revert' | 'commit' | 'renew' | 'expect' | 'decide'

export interface Visit {
  readonly who: Visitor
  /** Somebody who comes in the same moment. */
  readonly beside: Visitor | null
  readonly crash: Crash | null
}

export interface Scenario {
  readonly changes: readonly Change[]
  /** After how many changes a second stage begins; 0: there is one only. */
  readonly cut: number
  /** Which of the files a service reads, whose reload is part of the run. */
  readonly watched: readonly string[]
  /** By unpack.sh, which takes long. */
  readonly unpacked: boolean
  readonly crash: Crash | null
  readonly visits: readonly Visit[]
}

const anybody: readonly Visitor[] = ['commit', 'commit', 'revert', 'watch', 'boot', 'expect', 'decide', 'renew']
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { freq: 2 })

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  changes,
  cut: fc.oneof(fc.constant(0), fc.nat({ max: 4 })),
  watched: fc.subarray(['a', 'b', 'folder/c']),
  unpacked: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  crash: maybe(crash),
  visits: fc.array(
    fc.record({
      who: fc.constantFrom(...anybody),
      beside: maybe(fc.constantFrom(...anybody.filter((who) => who !== 'boot'))),
      crash: maybe(crash),
    }),
    { maxLength: 3 },
  ),
})
