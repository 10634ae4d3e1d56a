import { mkdirSync, readdirSync, renameSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { shells } from '../support/scratch.ts'
import { place, stagesFor } from './arrival.ts'
import { type Change, resourceOf, treeBefore } from './changes.ts'
import { RUN, ScratchHost } from './scratch-host.ts'

const added: Change = {
  kind: 'file',
  path: 'data/added',
  before: null,
  after: { mode: '0600', account: 0, text: 'after' },
  validator: 'none',
}
const edited: Change = { ...added, path: 'data/edited', before: { mode: '0644', account: 0, text: 'before' } }
const elsewhere: Change = { ...added, path: 'elsewhere' }

const CHANGES = [added, edited, elsewhere]

/** A host on which the folder `data` is a file system of its own, which can be absent. */
class MountedHost extends ScratchHost {
  get data(): string {
    return join(this.root, 'data')
  }

  mount(): void {
    if (this.isAbsent) rmdirSync(this.data)
    if (this.isAbsent) renameSync(`${this.folder}/disk`, this.data)
    this.#writeMounts([`30 20 8:17 / ${this.data} rw,relatime shared:1 - ext4 /dev/sdb1 rw`])
  }

  unmount(): void {
    renameSync(this.data, `${this.folder}/disk`)
    mkdirSync(this.data)
    this.#writeMounts([])
  }

  get isAbsent(): boolean {
    return readdirSync(this.folder).includes('disk')
  }

  runner(...words: readonly string[]) {
    return this.script([join(this.run, 'runner.sh'), ...words], '/')
  }

  guard(word: string) {
    return this.script([join(this.run, 'guard.sh'), word], '/')
  }

  #writeMounts(mounted: readonly string[]): void {
    mkdirSync(join(this.folder, 'proc/self'), { recursive: true })
    const first = ['20 1 8:1 / / rw - ext4 /dev/sda1 rw', '21 20 0:5 / /dev rw - devtmpfs udev rw']
    const last = ['40 20 8:33 / /srv/always\\0402there rw - ext4 /dev/sdc1 rw']
    const all = [...first, ...mounted, ...last]
    writeFileSync(join(this.folder, 'proc/self/mountinfo'), `${all.join('\n')}\n`)
  }
}

/** A run that has written two files into the file system and one beside it, and a power cut, after which it is not there. */
async function cutOff(shell: readonly string[], changes = CHANGES, way?: string): Promise<MountedHost> {
  const host = new MountedHost(shell, treeBefore(CHANGES))
  host.mount()
  if (way !== undefined) symlinkSync(host.root, join(host.folder, way))
  const resources = changes.map((change) =>
    resourceOf(change, way === undefined ? host.root : join(host.folder, way), ''),
  )
  for (const files of stagesFor(host, [resources])) await place(host, 1, files)
  await host.runner('forward', '1')
  await host.powerCut()
  host.unmount()
  return host
}

for (const shell of shells) {
  const title = shell.join(' ')

  test(`the undo at boot leaves what is on a file system that comes later, in ${title}`, async (t) => {
    const host = await cutOff(shell)
    try {
      await host.guard('boot')
      t.is(host.state, 'reverting')
      t.deepEqual(readdirSync(host.data), [], 'nothing is written below the place of the file system')
      t.is(host.tree().elsewhere, undefined, 'what is elsewhere is undone at boot')
      host.mount()
      await host.guard('settle')
      t.is(host.state, 'reverted')
      t.deepEqual(host.tree(), treeBefore(CHANGES))
    } finally {
      await host.remove()
    }
  })

  test(`a revert without a file system is stuck, and is finished by hand when it is there, in ${title}`, async (t) => {
    const host = await cutOff(shell)
    try {
      await host.guard('boot')
      await host.runner('revert')
      t.is(host.state, 'stuck')
      t.deepEqual(readdirSync(host.data), [])
      t.regex(
        host.text('home/runs', RUN, 'events'),
        /^output \S+\/data is not mounted: this step is undone when it is$/m,
      )
      host.mount()
      await host.runner('revert')
      t.is(host.state, 'reverted')
      t.deepEqual(host.tree(), treeBefore(CHANGES))
    } finally {
      await host.remove()
    }
  })

  test(`a revert of a stuck run by hand also repeats what was undone and is lost, in ${title}`, async (t) => {
    const host = await cutOff(shell)
    try {
      await host.guard('boot')
      host.mount()
      await host.runner('revert')
      t.is(host.state, 'reverted')
      // As if the undo had gone below the file system.
      renameSync(join(host.run, 'reverted'), join(host.run, 'stuck'))
      writeFileSync(join(host.data, 'added'), 'after')
      await host.runner('revert')
      t.is(host.state, 'reverted')
      t.deepEqual(host.tree(), treeBefore(CHANGES))
    } finally {
      await host.remove()
    }
  })

  for (const way of ['way', "a way's name"])
    test(`a path through the symbolic link "${way}" to a file system that comes later is left at boot, in ${title}`, async (t) => {
      const host = await cutOff(shell, [added, edited], way)
      try {
        await host.guard('boot')
        t.is(host.state, 'reverting')
        t.deepEqual(readdirSync(host.data), [], 'nothing is written below the place of the file system')
        host.mount()
        await host.guard('settle')
        t.is(host.state, 'reverted')
        t.deepEqual(host.tree(), treeBefore(CHANGES))
      } finally {
        await host.remove()
      }
    })
}
