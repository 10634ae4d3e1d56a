import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { ensurePackages, onPath } from '../support/debian-packages.ts'
import { play } from './play.ts'
import { scenario } from './scenario.ts'

/**
 * Generated plans and crashes, on the real scripts: whoever dies and whoever comes, a host is as before or as wanted,
 * and everybody says the same.
 *
 * EVENKEEL_CASES: how many of them a shell gets; EVENKEEL_SECONDS: after how long it gets no more; EVENKEEL_SEED:
 * the seed of an earlier time, whose cases come again.
 */
const CASES = Number(process.env.EVENKEEL_CASES ?? 60)
const SECONDS = Number(process.env.EVENKEEL_SECONDS ?? 40)
const SEED = Number(process.env.EVENKEEL_SEED ?? randomInt(2 ** 31))
/** So many at the same time: they wait a lot. */
const LANES = 6

const shells = process.env.EVENKEEL_CASES === undefined ? [['/bin/sh']] : [['/bin/sh'], ['busybox', 'sh']]

test.before(async () => {
  if (shells.length > 1) await ensurePackages({ busybox: onPath('busybox') }, (line) => console.error(line))
})

for (const shell of shells)
  test.serial(`a host is as before or as wanted, whatever dies, under ${shell.join(' ')}`, async (t) => {
    t.timeout(1000 * (SECONDS + 600))
    const [program = '', ...options] = shell
    t.is(spawnSync(program, [...options, '-c', ':']).status, 0, `${program} does not run here`)
    t.log(`EVENKEEL_SEED=${SEED}`)
    let cases = 0
    const end = performance.now() + 1000 * SECONDS
    // fast-check's own time limit would leave a case in the middle, with processes that nobody ends.
    const holds = fc.asyncProperty(scenario, async (one) => {
      if (performance.now() > end) return
      cases += 1
      await play(one, shell)
    })
    const lane = (number: number) =>
      fc.assert(holds, {
        seed: SEED + number,
        numRuns: Math.ceil(CASES / LANES),
        includeErrorInReport: true,
      })
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)))
    t.log(`${cases} cases`)
  })
