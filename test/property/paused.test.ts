import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { shells } from '../support/scratch.ts'
import { place, stagesFor } from './arrival.ts'
import { type Change, resourceOf } from './changes.ts'
import { ScratchHost } from './scratch-host.ts'

const change: Change = { kind: 'command', path: 'm', fails: false, obstacle: false }
const IN_DOUBT = 600

/** Confirms to a coordinator that expects it after something has happened to its clocks; returns the end of the run. */
async function confirm(shell: readonly string[], happens: (host: ScratchHost) => void): Promise<string> {
  const host = new ScratchHost(shell, {})
  try {
    for (const files of stagesFor(host, [[resourceOf(change, host.root, '')]])) await place(host, 1, files)
    const script = (name: string, ...words: string[]) => host.script([join(host.run, name), ...words], '/')
    await script('runner.sh', 'forward', '1')
    await script('lease.sh', 'expect', `${IN_DOUBT}`, '"host"', 'pivot')
    happens(host)
    await script('runner.sh', 'commit')
    return host.state
  } finally {
    await host.remove()
  }
}

/** The end of the coordinator's time by the wall clock, `seconds` from now. */
function setWall(host: ScratchHost, seconds: number): void {
  writeFileSync(join(host.run, 'decides'), `${Math.floor(Date.now() / 1000) + seconds}\n`)
}

for (const shell of shells) {
  const title = shell.join(' ')

  test(`a coordinator commits while its time lasts by both clocks, in ${title}`, async (t) => {
    t.is(await confirm(shell, () => undefined), 'committed')
    t.is(await confirm(shell, (host) => host.pass(IN_DOUBT - 1)), 'committed')
    t.is(await confirm(shell, (host) => writeFileSync(join(host.run, 'decides'), '')), 'committed', 'an older release')
  })

  test(`a coordinator that was paused until its time was over by the wall clock reverts, in ${title}`, async (t) => {
    t.is(await confirm(shell, (host) => setWall(host, 0)), 'reverted')
  })

  test(`a wall clock that is set back gives a coordinator no more time, in ${title}`, async (t) => {
    const setBack = (host: ScratchHost) => {
      setWall(host, 10_000)
      host.pass(IN_DOUBT)
    }
    t.is(await confirm(shell, setBack), 'reverted')
  })

  test(`an uptime that starts again under the same boot id gives no more time, in ${title}`, async (t) => {
    t.is(await confirm(shell, (host) => host.pass(-50)), 'reverted')
  })
}
