import test from 'ava'
import type { Change } from './changes.ts'
import type { Crash } from './crash.ts'
import { play } from './play.ts'

const change: Change = { kind: 'command', path: 'm', fails: false, obstacle: false }
/** All calls of a runner up to its first step, and in it. */
const CALLS = Array.from({ length: 12 }, (_, index) => index + 1)

test('a step whose runner is killed at any call changes nothing after the next runner has started', async (t) => {
  await Promise.all(
    CALLS.map(async (call) => {
      const crash: Crash = { call, when: 'before', kind: 'process', lag: 150, torn: 0 }
      const scenario = { changes: [change], cut: 0, watched: [], unpacked: false, crash, acts: [] }
      await t.notThrowsAsync(play(scenario, ['/bin/sh']), `killed at call ${call}`)
    }),
  )
})
