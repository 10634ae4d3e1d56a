import { join } from 'node:path'
import test from 'ava'
import { command } from '../../engine/resources/command.ts'
import { place, stagesFor } from './arrival.ts'
import { RUN, ScratchHost } from './scratch-host.ts'

test('the runner reverts a run whose lease ends in a step if the guard is late, and records the cause', async (t) => {
  const host = new ScratchHost(['/bin/sh'], {})
  try {
    const outlasting = command({
      name: 'outlasts the lease',
      run: `echo '9999.00 0.00' >${join(host.folder, 'proc/uptime')}`,
      unless: `grep -q ^9999 ${join(host.folder, 'proc/uptime')}`,
      undo: `echo '100.00 0.00' >${join(host.folder, 'proc/uptime')}`,
    })
    const next = command({
      name: 'next',
      run: `touch ${host.root}/next`,
      unless: `test -e ${host.root}/next`,
      undo: ':',
    })
    for (const files of stagesFor(host, [[outlasting, next]])) await place(host, 1, files)
    const { printed } = await host.script([join(host.run, 'runner.sh'), 'forward', '1'], '/')
    t.notRegex(printed, /applied/)
    t.is(host.state, 'reverted')
    t.is(host.text('home/runs', RUN, 'guarded'), 'lease\n')
    t.deepEqual(host.tree(), {}, 'the next step was not started')
  } finally {
    await host.remove()
  }
})
