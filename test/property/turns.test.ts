import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { place, stagesFor } from './arrival.ts'
import { type Change, resourceOf } from './changes.ts'
import { RUN, ScratchHost } from './scratch-host.ts'

const change: Change = { kind: 'command', path: 'm', fails: false, obstacle: false }

test('runners take turns, one after the other, after a dead turn file and a torn one', async (t) => {
  const host = new ScratchHost(['/bin/sh'], {})
  try {
    for (const files of stagesFor(host, [[resourceOf(change, host.root, '')]])) await place(host, 1, files)
    const runner = (...words: string[]) => host.script([join(host.run, 'runner.sh'), ...words], '/')
    await runner('forward', '1')
    writeFileSync(join(host.run, 'turn.1'), '999999999\n')
    writeFileSync(join(host.run, 'turn.2'), '')
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => runner('revert')))
    t.deepEqual([...new Set(outcomes.map(({ printed }) => printed))], [`${RUN}: reverted\n`])
    const undone = host.text('home/runs', RUN, 'events').match(/^undoing 1 1$/gm)
    t.is(undone?.length, 1)
    t.deepEqual(host.tree(), {})
  } finally {
    await host.remove()
  }
})
