import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { ensurePackages, onPath } from '../support/debian-packages.ts'
import { play } from './play.ts'
import { scenario } from './scenario.ts'

/**
 * Generated plans and crashes, on the real scripts: whatever dies and whatever runs next, a host is as before or as
 * wanted, and all scripts print the same outcome.
 *
 * EVENKEEL_CASES: number of cases per shell; EVENKEEL_SECONDS: no new cases after so many seconds; EVENKEEL_SEED:
 * repeats the cases of that seed.
 */
const CASES = Number(process.env.EVENKEEL_CASES ?? 60)
const SECONDS = Number(process.env.EVENKEEL_SECONDS ?? 40)
const SEED = Number(process.env.EVENKEEL_SEED ?? randomInt(2 ** 31))
/** Cases at the same time; they mostly wait. */
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
    // fast-check's own time limit would interrupt a case and leave its processes.
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
