import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import test from 'ava'
import { command } from '../../engine/resources/command.ts'
import { LEASE, place, stagesFor } from './arrival.ts'
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

test('a runner waits for no process that has only the number and the name of another one', async (t) => {
  const host = new ScratchHost(['/bin/sh'], {})
  const impostor = spawn('sh', ['-c', 'sleep 100; :', join(host.run, 'runner.sh')], { stdio: 'ignore' })
  try {
    for (const files of stagesFor(host, [[resourceOf(change, host.root, '')]])) await place(host, 1, files)
    await host.script([join(host.run, 'runner.sh'), 'forward', '1'], '/')
    for (const name of ['pid', 'turn.1', 'turn.2']) writeFileSync(join(host.run, name), `${impostor.pid} 1 boot-1\n`)
    host.pass(LEASE + 1)
    const { printed } = await host.script([join(host.run, 'guard.sh'), 'watch'], '/')
    t.is(printed, `${RUN}: reverted\n`)
    t.deepEqual(host.tree(), {})
  } finally {
    impostor.kill('SIGKILL')
    await host.remove()
  }
})

test('a runner that a person starts in its folder by its bare name has its turn like any other', async (t) => {
  const host = new ScratchHost(['/bin/sh'], {})
  try {
    const slow = command({
      name: 'slow',
      run: 'true',
      unless: 'false',
      undo: `echo one >>${host.root}/undone; sleep 1`,
    })
    for (const files of stagesFor(host, [[slow]])) await place(host, 1, files)
    await host.script([join(host.run, 'runner.sh'), 'forward', '1'], '/')
    const byHand = host.script(['runner.sh', 'revert'], host.run)
    await setTimeout(300)
    const others = [1, 2].map(() => host.script(['runner.sh', 'revert'], host.run))
    await Promise.all([byHand, ...others])
    t.is(host.text('home/runs', RUN, 'events').match(/^undoing 1 1$/gm)?.length, 1)
    t.is(host.text('root/undone'), 'one\n')
  } finally {
    await host.remove()
  }
})
