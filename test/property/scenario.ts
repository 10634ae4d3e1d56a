import fc from 'fast-check'
import { type Change, changes } from './changes.ts'
import { type Crash, crash } from './crash.ts'

/**
 * Something that acts on a run. `watch`: the guard after the end of the lease. `boot`: the guard after a power cut.
 * `expect` and `decide` tell the host to expect its confirmation, as a participant or as the coordinator.
 */
export type Action = 'watch' | 'boot' | 'revert' | 'commit' | 'renew' | 'expect' | 'decide'

export interface Act {
  readonly action: Action
  /** Acts at the same moment. */
  readonly beside: Action | null
  readonly crash: Crash | null
}

export interface Scenario {
  readonly changes: readonly Change[]
  /** Number of changes before a second stage starts; 0: there is only one. */
  readonly cut: number
  /** The files that a service reads; its reload is part of the run. */
  readonly watched: readonly string[]
  /** Unpacked by unpack.sh, which takes long. */
  readonly unpacked: boolean
  readonly crash: Crash | null
  readonly acts: readonly Act[]
}

const actions: readonly Action[] = ['commit', 'commit', 'revert', 'watch', 'boot', 'expect', 'decide', 'renew']
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { freq: 2 })

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  changes,
  cut: fc.oneof(fc.constant(0), fc.nat({ max: 4 })),
  watched: fc.subarray(['a', 'b', 'folder/c']),
  unpacked: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  crash: maybe(crash),
  acts: fc.array(
    fc.record({
      action: fc.constantFrom(...actions),
      beside: maybe(fc.constantFrom(...actions.filter((action) => action !== 'boot'))),
      crash: maybe(crash),
    }),
    { maxLength: 3 },
  ),
})
