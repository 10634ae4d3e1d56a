import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import test from 'ava'
import { command } from '../../engine/resources/command.ts'
import { place, stagesFor } from './arrival.ts'
import { ScratchHost } from './scratch-host.ts'

/** A control group named like a unit of evenkeel; undefined if this user cannot make one. */
function makeGroup(): string | undefined {
  for (const tree of ['/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified', '/sys/fs/cgroup']) {
    const group = join(tree, `evenkeel-test-${process.pid}.service`)
    try {
      mkdirSync(group)
      if (existsSync(join(group, 'cgroup.procs'))) return group
      rmdirSync(group)
    } catch {
      // Another tree may be writable.
    }
  }
  return undefined
}

test('a step over its time ends with all that it started, also in another session and environment', async (t) => {
  const host = new ScratchHost(['/bin/sh'], {})
  const group = makeGroup()
  const sees = join(host.folder, 'late')
  // Without a control group nothing tells such a process from others: then it keeps its environment.
  const detach = group === undefined ? 'setsid' : 'env -i setsid'
  try {
    const hangs = command({
      name: 'hangs',
      run: `${detach} sh -c 'sleep 4; touch ${sees}' & cat /proc/self/cgroup >${host.folder}/groups; sleep 60`,
      unless: 'false',
      undo: ':',
      timeout: 1,
    })
    for (const files of stagesFor(host, [[hangs]])) await place(host, 1, files)
    const enter = group === undefined ? ':' : `echo $$ >${group}/cgroup.procs`
    await host.script(['-c', `${enter}; exec sh ${host.run}/runner.sh forward 1`], '/')
    t.is(host.state, 'reverted')
    if (group !== undefined) {
      t.regex(host.text('groups'), new RegExp(`/evenkeel-test-${process.pid}.service/step-1-1-forward$`, 'm'))
      t.deepEqual(
        readdirSync(group).filter((name) => name.startsWith('step-')),
        [],
        'the groups of steps are removed',
      )
      t.is(readFileSync(join(group, 'cgroup.procs'), 'utf8'), '')
    }
    await setTimeout(4500)
    t.false(existsSync(sees))
  } finally {
    if (group !== undefined) rmdirSync(group)
    await host.remove()
  }
})
