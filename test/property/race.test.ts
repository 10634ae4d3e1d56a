import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import test from 'ava'
import { LEASE, place, stagesFor } from './arrival.ts'
import { type Change, resourceOf, treeAfter, treeBefore } from './changes.ts'
import { RUN, ScratchHost } from './scratch-host.ts'

/** A hundred in the suite `property`, which has the time. */
const TRIES = process.env.EVENKEEL_CASES === undefined ? 12 : 100
const LANES = 6

const change: Change = {
  kind: 'file',
  path: 'a',
  before: { mode: '0644', account: 0, text: 'before' },
  after: { mode: '0600', account: 0, text: 'after' },
  validator: 'none',
}

/** Sends a confirmation as the guard wakes up and the lease ends; returns the outcome, and all contradictions to it. */
async function race(): Promise<{ readonly end: string; readonly wrong: readonly string[] }> {
  const before = treeBefore([change])
  const host = new ScratchHost(['/bin/sh'], before)
  try {
    for (const files of stagesFor(host, [[resourceOf(change, host.root, '')]])) await place(host, 1, files)
    const script = (name: string, ...words: string[]) => host.script([join(host.run, name), ...words], '/')
    await script('runner.sh', 'forward', '1')
    host.pass(LEASE - 1)
    const guard = script('guard.sh', 'watch')
    // The guard sleeps for the last second of the lease.
    const ticks = setTimeout(1000 + randomInt(60)).then(() => host.pass(1))
    const commit = setTimeout(980 + randomInt(60)).then(() => script('runner.sh', 'commit'))
    const [confirmed, { printed }] = await Promise.all([commit, guard, ticks])
    const end = host.state
    const tree = end === 'committed' ? treeAfter(before, change) : before
    const wrong = [
      confirmed.printed === `${RUN}: ${end}\n` ? '' : `the run is ${end}, and the commit printed ${confirmed.printed}`,
      // If the runner of the commit reverted the run, the guard prints nothing.
      ['', `${RUN}: reverted\n`].includes(printed) ? '' : `the run is ${end}, and the guard printed ${printed}`,
      printed === '' || end === 'reverted' ? '' : `the run is ${end}, and the guard reverted it`,
      JSON.stringify(host.tree()) === JSON.stringify(tree) ? '' : `the run is ${end}, and the tree is not`,
      host.isLocked ? 'the lock is still held' : '',
      ['committed', 'reverted'].includes(end) ? '' : `the run ended ${end}`,
    ]
    return { end, wrong: wrong.filter((one) => one !== '') }
  } finally {
    await host.remove()
  }
}

test(`exactly one of a confirmation and the end of the lease wins in ${TRIES} tries, and both print the same outcome`, async (t) => {
  t.timeout(600_000)
  const ends: string[] = []
  const lane = async (tries: number) => {
    for (let left = tries; left > 0; left--) {
      const { end, wrong } = await race()
      t.deepEqual(wrong, [])
      ends.push(end)
    }
  }
  await Promise.all(Array.from({ length: LANES }, () => lane(Math.ceil(TRIES / LANES))))
  const committed = ends.filter((end) => end === 'committed').length
  t.log(`${committed} of ${ends.length} were committed`)
})
