import test from 'ava'
import type { Change } from './changes.ts'
import type { Crash } from './crash.ts'
import { play } from './play.ts'

const change: Change = { kind: 'command', path: 'm', fails: false, obstacle: false }
/** All that a runner calls up to its first step, and in it. */
const CALLS = Array.from({ length: 12 }, (_, index) => index + 1)

test('a step whose runner is killed changes nothing any more once the next runner comes, wherever it stood', async (t) => {
  await Promise.all(
    CALLS.map(async (call) => {
      const crash: Crash = { call, when: 'before', kind: 'process', lag: 150, torn: 0 }
      const scenario = { changes: [change], cut: 0, watched: [], unpacked: false, crash, visits: [] }
      await t.notThrowsAsync(play(scenario, ['/bin/sh']), `killed at call ${call}`)
    }),
  )
})
